import type { RequestFieldsFragment, ServiceRequestStatus } from "../gql/documents";

/** A service request as every viewer may see it. */
export type ServiceRequest = RequestFieldsFragment;

export const openStatuses: readonly ServiceRequestStatus[] = ["ACCEPTED", "IN_PROGRESS", "ON_HOLD"];
export const doneStatuses: readonly ServiceRequestStatus[] = ["DONE", "CONFIRMED"];

export function isOpen(status: ServiceRequestStatus): boolean {
  return openStatuses.includes(status);
}

/**
 * Overdue is a fact about the clock, so an open page turns it on by itself when the moment comes;
 * a paused deadline (ON_HOLD) waits for the server's word.
 */
export function isOverdueAt(request: ServiceRequest, nowMilliseconds: number): boolean {
  if (request.isOverdue) return true;
  const ticking = request.status === "ACCEPTED" || request.status === "IN_PROGRESS";
  return ticking && request.dueAt !== null && Date.parse(request.dueAt) < nowMilliseconds;
}

/** Answers overtake each other on the way; an older version must never replace a newer one. */
export function newerOf(held: ServiceRequest | undefined, incoming: ServiceRequest): ServiceRequest {
  return held !== undefined && held.version > incoming.version ? held : incoming;
}
