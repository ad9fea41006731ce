import type { ActionValues } from "../actions/form";
import type { MergeDoubt } from "../api/failure";
import { uuid7 } from "../domain/uuid7";
import type { Action, ServiceRequestStatus } from "../gql/documents";

/** The actions that are kept for some seconds, in which their user can take them back: no later command would. */
export const heldActions = ["ASSIGN", "REJECT", "WITHDRAW", "MERGE"] as const satisfies readonly Action[];
export type HeldAction = (typeof heldActions)[number];

/** The steps of the work, and words: which an executor takes, who may lose the request to another one. */
export const workActions = [
  "CLAIM", "RELEASE", "START", "HOLD", "RESUME", "COMPLETE", "COMMENT",
] as const satisfies readonly Action[];

/** The actions that may wait for the network: the server takes each of them once under the id of its step. */
export const stepActions = [
  ...workActions, ...heldActions,
  "CONFIRM", "DISPUTE", "REOPEN", "EXTEND", "RECATEGORISE", "RECORD_CONFIRMATION", "RECORD_DISPUTE",
] as const satisfies readonly Action[];
export type StepAction = (typeof stepActions)[number];

export function isStepAction(action: string): action is StepAction {
  return (stepActions as readonly string[]).includes(action);
}

export function isHeldAction(action: string): action is HeldAction {
  return (heldActions as readonly string[]).includes(action);
}

/** The answers to the question whether the problem is fixed. */
export const verdictActions: ReadonlySet<StepAction> = new Set(["CONFIRM", "DISPUTE"]);

/** What the request was when the step was taken, as far as sending it needs it. */
export interface StepFacts {
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
  /** What speaks against a merge; its officer may say that it is right all the same. */
  doubt?: MergeDoubt | null;
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
  /** Until when its user can take it back, by the clock of the device; a step of before has none. */
  heldUntil?: number | null;
}

/** A step as its form gives it; with the id of a step that may have arrived, it is that step once more. */
export type NewStep = Pick<Step, "requestId" | "number" | "action" | "values" | "facts"> & Partial<Pick<Step, "id">>;

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

/** The page that holds a step releases it itself; another one, or the worker, waits a little longer than that. */
const graceMilliseconds = 1_500;

/** Returns when a step is sent that no page has released; 0 when it is not held. */
export function endOfHold({ heldUntil }: Step): number {
  return heldUntil == null ? 0 : heldUntil + graceMilliseconds;
}

/** Returns the step as one that its user cannot take back any more: it is being sent. */
export function released(step: Step): Step {
  return { ...step, heldUntil: null };
}

/** Returns the step held until another time; one that is being sent stays so. */
export function heldLonger(step: Step, heldUntil: number | null): Step {
  return step.heldUntil == null ? step : { ...step, heldUntil };
}

/** Whether its user can still take it back: no tab and no worker has begun to send it. */
export function isHeldBack({ heldUntil }: Step): boolean {
  return heldUntil != null;
}

/** Returns the step to send next, the steps being sorted; null when none can be sent now. */
export function nextOf(steps: readonly Step[], now: number): Step | null {
  const isHeld = (step: Step) => endOfHold(step) > now;
  const waits = (step: Step) =>
    isHeld(step) ||
    (step.action !== "COMMENT" &&
      steps.some((one) => one.requestId === step.requestId && one.queuedAt < step.queuedAt && isHeld(one)));
  return steps.find((step) => step.refusal === null && !isBlocked(step, steps) && !waits(step)) ?? null;
}

/** Returns a new step of the account, under an id of its own unless it has one. */
export function newStep(given: NewStep, owner: string, queuedAt: number, more: Partial<Step>): Step {
  return { ...given, id: given.id ?? uuid7(), owner, queuedAt, photoCount: 0, refusal: null, ...more };
}

/** Returns the time of a new step: after all others, whatever the clock of the device says. */
export function timeAfter(steps: readonly { step: Step }[], now: number): number {
  return Math.max(now, ...steps.map(({ step }) => step.queuedAt + 1));
}

/** Returns the key of the photos of a step. */
export function stepPhotosKey(id: string): string {
  return `step ${id}`;
}

/** Returns the name of the lock of the steps of an account: the tab or the worker that has it sends them, in order. */
export function stepsLock(owner: string): string {
  return `qala steps ${owner}`;
}
