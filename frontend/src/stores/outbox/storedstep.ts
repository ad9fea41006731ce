import { unreadable } from "../../drafts/device";
import { isHeldBack, type Step } from "../../outbox/step";
import type { StepStore } from "../../outbox/stepstore";
import { PendingStep, sorted } from "./pendingstep.svelte";

/** Changes a step, unless another tab or the worker has taken it out; returns whether it is still there. */
export async function changeStored(
  store: StepStore, pending: PendingStep, next: (step: Step) => Step,
): Promise<boolean> {
  const changed = pending.isStored ? await store.update(pending.id, next) : next(pending.step);
  // What the device cannot say now is as it was last seen.
  if (changed !== null) pending.step = changed === unreadable ? next(pending.step) : changed;
  return changed !== null;
}

/** Takes a held step out of the store; returns false where another tab or the worker has begun to send it. */
export async function takeHeld(store: StepStore, pending: PendingStep): Promise<boolean> {
  if (pending.isStored) return (await store.take(pending.id, isHeldBack)) !== null;
  return pending.delivery === null && isHeldBack(pending.step);
}

/** Returns the steps of a page after the store was read, and those that another tab or the worker has taken out. */
export function stepsAfterRead(
  shown: readonly PendingStep[], stored: readonly Step[], storing: ReadonlySet<string>,
): { steps: PendingStep[]; gone: PendingStep[] } {
  const byId = new Map(stored.map((step) => [step.id, step]));
  const known = shown.filter((one) => !one.isStored || one.delivery !== null || byId.has(one.id));
  known.forEach((one) => (one.step = byId.get(one.id) ?? one.step));
  const isKnown = ({ id }: Step) => storing.has(id) || known.some((one) => one.id === id);
  const fresh = stored.filter((step) => !isKnown(step)).map((step) => new PendingStep(step));
  return { steps: sorted([...known, ...fresh]), gone: shown.filter((one) => !known.includes(one)) };
}
