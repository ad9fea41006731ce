import type { RequestFieldsFragment, ServiceRequestStatus } from "../gql/documents";

/** The fields of a service request that are the same for every viewer. */
export type ServiceRequest = RequestFieldsFragment;

export const openStatuses: readonly ServiceRequestStatus[] = ["ACCEPTED", "IN_PROGRESS", "ON_HOLD"];
export const doneStatuses: readonly ServiceRequestStatus[] = ["DONE", "CONFIRMED"];

export function isOpen(status: ServiceRequestStatus): boolean {
  return openStatuses.includes(status);
}

/**
 * Returns whether a request is overdue at a time in milliseconds since 1970. An open page finds this by itself when the
 * deadline passes; a paused deadline (ON_HOLD) does not run, so only the server reports it as overdue.
 */
export function isOverdueAt(request: ServiceRequest, nowMilliseconds: number): boolean {
  if (request.isOverdue) return true;
  const ticking = request.status === "ACCEPTED" || request.status === "IN_PROGRESS";
  return ticking && request.dueAt !== null && Date.parse(request.dueAt) < nowMilliseconds;
}

/**
 * Returns the newer of two versions of a request. Answers may arrive out of order, so an older one must not replace it.
 */
export function newerOf(held: ServiceRequest | undefined, incoming: ServiceRequest): ServiceRequest {
  return held !== undefined && held.version > incoming.version ? held : incoming;
}
