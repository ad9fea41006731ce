import { outbox } from "./outbox.svelte";
import { steps } from "./steps.svelte";

/** How many requests have something that has not arrived, and how many of them need their user. */
interface Waiting {
  waiting: number;
  refused: number;
}

/** Counts the requests whose report, steps or comments wait on this device; a first attempt under way does not wait. */
export function countWaiting(): Waiting {
  const reports = outbox.reports.filter(
    ({ delivery, refusal }) => refusal !== null || delivery.isResent || delivery.state !== "sending",
  );
  // What its user can still take back is said by its own notice.
  const unattended = steps.steps
    .filter(({ isAttended, isHeld }) => !isAttended && !isHeld)
    .map(({ step }) => step);
  const refused = new Set([
    ...reports.filter(({ refusal }) => refusal !== null).map(({ id }) => id),
    ...unattended.filter(({ refusal }) => refusal !== null).map(({ requestId }) => requestId),
  ]);
  const all = new Set([...reports.map(({ id }) => id), ...unattended.map(({ requestId }) => requestId)]);
  return { waiting: all.size - refused.size, refused: refused.size };
}
