import { isOpen, type ServiceRequest } from "./request";
import { awaitedStatuses, doneStatuses } from "./statuses";

/** From the report to the start of the work, from there to its end, and from there to the answer. */
export const stageNames = ["wait", "work", "answer"] as const;
export type StageName = (typeof stageNames)[number];

export interface Stage {
  milliseconds: number;
  /** Whether it has not ended, so that the time is that until now. */
  isRunning: boolean;
}

type Moments = Pick<
  ServiceRequest,
  "status" | "createdAt" | "startedAt" | "doneAt" | "confirmedAt" | "closedAt"
>;

/**
 * Returns how long each stage of a request took; null where it has not begun, or where nothing tells its end. After a
 * dispute the work goes on, so its stage runs again from its first start; pauses count, as the citizen waits then too.
 */
export function stagesOf(request: Moments, nowMilliseconds: number): Record<StageName, Stage | null> {
  const { status, createdAt, startedAt, doneAt, confirmedAt, closedAt } = request;
  const runs = isOpen(status);
  const isDone = doneStatuses.includes(status);
  const end = isDone ? doneAt : closedAt;
  const stage = (from: string | null, to: string | null, isRunning: boolean): Stage | null => {
    const last = to === null ? (isRunning ? nowMilliseconds : NaN) : Date.parse(to);
    const milliseconds = from === null ? NaN : last - Date.parse(from);
    return isNaN(milliseconds) ? null : { milliseconds: Math.max(0, milliseconds), isRunning: to === null };
  };
  return {
    wait: stage(createdAt, startedAt ?? end, runs),
    work: stage(startedAt, runs ? null : end, runs),
    answer: isDone ? stage(doneAt, confirmedAt ?? closedAt, awaitedStatuses.includes(status)) : null,
  };
}
