import type { RequestFieldsFragment, ServiceRequestStatus } from "../gql/documents";
import { openStatuses, runningStatuses } from "./statuses";

/** The fields of a service request that are the same for every viewer. */
export type ServiceRequest = RequestFieldsFragment;

export function isOpen(status: ServiceRequestStatus): boolean {
  return openStatuses.includes(status);
}

/**
 * Returns whether a request is overdue at a time in milliseconds since 1970. An open page finds this by itself when the
 * deadline passes; a paused deadline (ON_HOLD) does not run, so only the server reports it as overdue.
 */
export function isOverdueAt(request: ServiceRequest, nowMilliseconds: number): boolean {
  if (request.isOverdue) return true;
  if (!runningStatuses.includes(request.status) || request.dueAt === null) return false;
  return Date.parse(request.dueAt) < nowMilliseconds;
}

/** Returns whether an executor has it and has not begun. */
export function isAssigned({ status, executor }: ServiceRequest): boolean {
  return status === "ACCEPTED" && executor !== null;
}

/** Returns whether a request was overdue at the moment of an event, which holds it as it was then. */
export function wasOverdueAt({ status, dueAt }: ServiceRequest, at: string): boolean {
  return runningStatuses.includes(status) && dueAt !== null && Date.parse(dueAt) <= Date.parse(at);
}

/**
 * Returns the newer of two versions of a request. Answers may arrive out of order, so an older one must not replace it.
 */
export function newerOf(held: ServiceRequest | undefined, incoming: ServiceRequest): ServiceRequest {
  return held !== undefined && held.version > incoming.version ? held : incoming;
}
