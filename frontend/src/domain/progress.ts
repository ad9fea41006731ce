import type { ServiceRequestStatus } from "../gql/documents";
import type { ServiceRequest } from "./request";
import { doneStatuses } from "./statuses";

/** A step on the way of a request; ASSIGNED is no status, but the first thing a citizen waits for. */
export type StepName = ServiceRequestStatus | "ASSIGNED";

export interface ProgressStep {
  name: StepName;
  /** Null where the step is ahead, or where nothing tells when it was taken. */
  at: string | null;
  isReached: boolean;
  /** Whether it is the last step that was taken. */
  isPresent: boolean;
  /** Milliseconds since the step before; null unless both moments are known. */
  took: number | null;
}

export interface TimelineMoment {
  kind: string;
  at: string;
}

const assigning: readonly string[] = ["ASSIGNED", "CLAIMED"];
const endings: Partial<Record<ServiceRequestStatus, string>> = {
  REJECTED: "REJECTED", WITHDRAWN: "WITHDRAWN", MERGED: "MERGED",
};

/**
 * Returns the way of a request from report to confirmation. A request that ended otherwise has only the steps that were
 * taken, and its end; one that is on hold shows that in the place of the work.
 */
export function progressOf(request: ServiceRequest, timeline: readonly TimelineMoment[]): ProgressStep[] {
  const isDone = doneStatuses.includes(request.status);
  const last = (kinds: readonly string[]) => timeline.findLast(({ kind }) => kinds.includes(kind))?.at ?? null;
  const work: StepName = request.status === "ON_HOLD" ? "ON_HOLD" : "IN_PROGRESS";
  const verdict: StepName = request.status === "UNANSWERED" ? "UNANSWERED" : "CONFIRMED";
  const way: [StepName, boolean, string | null][] = [
    ["ACCEPTED", true, request.createdAt],
    ["ASSIGNED", request.executor !== null || request.startedAt !== null, last(assigning)],
    [work, request.startedAt !== null, request.startedAt],
    ["DONE", isDone, isDone ? request.doneAt : null],
    [verdict, isDone && request.status !== "DONE", request.confirmedAt ?? (isDone ? request.closedAt : null)],
  ];
  const ending = endings[request.status];
  const steps = ending === undefined
    ? way
    : [...way.filter(([, isReached]) => isReached), [request.status, true, last([ending])] as (typeof way)[number]];
  const present = steps.findLastIndex(([, isReached]) => isReached);
  return steps.map(([name, isReached, at], index) => ({
    name,
    at: isReached ? at : null,
    isReached,
    isPresent: index === present,
    took: isReached ? span(steps[index - 1]?.[2] ?? null, at) : null,
  }));
}

function span(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const took = Date.parse(to) - Date.parse(from);
  return took >= 0 ? took : null;
}
