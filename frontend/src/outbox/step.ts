import type { ActionValues } from "../actions/form";
import type { Action, ServiceRequestStatus } from "../gql/documents";

/** The actions that may wait for the network: the server takes each of them once under the id of its step. */
export const stepActions = [
  "CLAIM", "RELEASE", "START", "HOLD", "RESUME", "COMPLETE", "COMMENT",
  "CONFIRM", "DISPUTE", "WITHDRAW",
  "ASSIGN", "REJECT", "MERGE", "REOPEN", "EXTEND", "RECATEGORISE", "RECORD_CONFIRMATION", "RECORD_DISPUTE",
] as const satisfies readonly Action[];
export type StepAction = (typeof stepActions)[number];

export function isStepAction(action: string): action is StepAction {
  return (stepActions as readonly string[]).includes(action);
}

/** The answers to the question whether the problem is fixed. */
export const verdictActions: ReadonlySet<StepAction> = new Set(["CONFIRM", "DISPUTE"]);

/** What the request was when the step was taken, as far as sending it needs it. */
export interface StepFacts {
  /** In which a number names the request to merge into. */
  cityId: string;
  /** In which a new deadline was typed. */
  timeZone: string;
  /** The completion that a verdict is about. */
  doneAt: string | null;
}

/** Why the server did not take a step, and what has become of the request meanwhile. */
export interface StepRefusal {
  code: string;
  field: string | null;
  /** The number of the request that has used the photo before. */
  number: string | null;
  /** The other executor who has the request. */
  executor: string | null;
  /** The status of the request, where it does not allow the step any more. */
  status: ServiceRequestStatus | null;
}

/** A step that its user has taken and the server has not confirmed. Its photos are stored under `step <id>`. */
export interface Step {
  /** The server takes the step once under it. */
  id: string;
  owner: string;
  requestId: string;
  /** The number of the request, for its reader. */
  number: string;
  action: StepAction;
  values: ActionValues;
  /** Absent in steps that were stored before there were facts; these need none. */
  facts?: StepFacts;
  photoCount: number;
  queuedAt: number;
  refusal: StepRefusal | null;
}

/** Returns the step in a stored value; null when it is none. */
export function stepIn(value: unknown): Step | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const isWhole = ["id", "owner", "requestId", "number", "action"].every((name) => typeof fields[name] === "string");
  return isWhole && isStepAction(fields.action as string) && typeof fields.values === "object" ? (value as Step) : null;
}

/** Whether a step waits for an earlier one of its request that was refused. A comment waits for none. */
export function isBlocked(step: Step, steps: readonly Step[]): boolean {
  if (step.action === "COMMENT") return false;
  return steps.some(
    (other) =>
      other.requestId === step.requestId &&
      other.queuedAt < step.queuedAt &&
      other.refusal !== null &&
      other.action !== "COMMENT",
  );
}

/** Returns the step to send next, the steps being sorted; null when none can be sent. */
export function nextOf(steps: readonly Step[]): Step | null {
  return steps.find((step) => step.refusal === null && !isBlocked(step, steps)) ?? null;
}

/** Returns the time of a new step: after all others, whatever the clock of the device says. */
export function timeAfter(steps: readonly Step[], now: number): number {
  return Math.max(now, ...steps.map(({ queuedAt }) => queuedAt + 1));
}

/** Returns the key of the photos of a step. */
export function stepPhotosKey(id: string): string {
  return `step ${id}`;
}

/** Returns the name of the lock of the steps of an account: the tab or the worker that has it sends them, in order. */
export function stepsLock(owner: string): string {
  return `qala steps ${owner}`;
}
