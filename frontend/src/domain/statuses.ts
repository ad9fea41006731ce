// Written by `python -m scripts.generated` from app/domain/requests/lifecycle.py. Do not edit.
import type { ServiceRequestStatus } from "../gql/documents";

/** In the order of a request's life. */
export const allStatuses: readonly ServiceRequestStatus[] = [
  "ACCEPTED", "IN_PROGRESS", "ON_HOLD", "DONE", "CONFIRMED", "UNANSWERED", "REJECTED", "WITHDRAWN", "MERGED",
];

/** Work is owed. */
export const openStatuses: readonly ServiceRequestStatus[] = ["ACCEPTED", "IN_PROGRESS", "ON_HOLD"];

/** Work is owed and the deadline runs. */
export const runningStatuses: readonly ServiceRequestStatus[] = ["ACCEPTED", "IN_PROGRESS"];

/** Work is owed and the deadline is paused. */
export const pausedStatuses: readonly ServiceRequestStatus[] = ["ON_HOLD"];

/** An executor may claim a request that has none. */
export const claimableStatuses: readonly ServiceRequestStatus[] = ["ACCEPTED"];

/** The work is done; the author has not answered. */
export const awaitedStatuses: readonly ServiceRequestStatus[] = ["DONE"];

/** The executor has finished. */
export const doneStatuses: readonly ServiceRequestStatus[] = ["DONE", "CONFIRMED", "UNANSWERED"];
