import { emptyValues } from "../actions/form";
import type { ServiceRequest } from "../domain/request";
import { t } from "../i18n/locale.svelte";
import { stepRefusalText } from "../i18n/steprefusal";
import { wait } from "../live/backoff";
import { isHeldBack, type NewStep, type StepRefusal } from "../outbox/step";
import { router } from "../routing/router.svelte";
import type { PendingStep } from "../stores/outbox/pendingstep.svelte";
import { steps } from "../stores/outbox/steps.svelte";
import { toasts } from "./toasts.svelte";

export const undoSeconds = 5;
/** While its reader is at the notice, its steps stay; a page that breaks down then sends them after this. */
const pauseMilliseconds = 60_000;
/** A user who signs out does not wait longer for the network. */
const longestSignOut = 5_000;

export interface Held {
  pending: readonly PendingStep[];
  /** Those that their user has taken back; known once that is not possible any more. */
  undone: Promise<readonly PendingStep[]>;
}

/** Keeps steps for five seconds, in which a notice offers to take them back; then they are sent. */
export async function holdSteps(given: readonly NewStep[], text: () => string): Promise<Held> {
  const pending = await steps.hold(given, undoSeconds * 1_000);
  const key = keyOf(pending);
  const undone = new Promise<readonly PendingStep[]>((resolve) => {
    toasts.say({
      text,
      seconds: undoSeconds,
      counts: true,
      key,
      testid: "undo",
      action: {
        text: () => t("undo"),
        testid: "undo-press",
        press: () => void takeAllBack(pending).then(resolve),
      },
      paused: (isPaused, left) =>
        void steps.holdUntil(pending, Date.now() + (isPaused ? pauseMilliseconds : left)),
      ended: (how) => {
        if (how !== "pressed") void steps.holdUntil(pending, null).finally(() => resolve([]));
      },
    });
  });
  endWhenSent(pending, key);
  return { pending, undone };
}

/** Returns the steps that could be taken back, and says so where one was sent meanwhile. */
async function takeAllBack(pending: readonly PendingStep[]): Promise<readonly PendingStep[]> {
  const isTaken = await Promise.all(pending.map((one) => steps.takeBack(one)));
  const taken = pending.filter((_, index) => isTaken[index]);
  if (taken.length < pending.length) {
    const late = pending.length - taken.length;
    toasts.say({ tone: "bad", text: () => t("undo-late", { late, count: pending.length }), testid: "undo-late" });
  }
  return taken;
}

/**
 * Ends a notice when none of its steps can be taken back any more. The time of a notice stands still while the device
 * sleeps, and that of a step does not: another tab or the worker may have sent it by then.
 */
function endWhenSent(pending: readonly PendingStep[], key: string): void {
  const stop = $effect.root(() => {
    $effect(() => {
      if (pending.some((one) => isHeldBack(one.step) && steps.steps.includes(one))) return;
      queueMicrotask(() => {
        stop();
        toasts.endKey(key, "time");
      });
    });
  });
}

/**
 * Sends what can still be taken back, for its user signs out: on the device it would wait for the next sign-in. Returns
 * when the server has answered to all of it, or when that takes too long; what it has refused stays with its reason.
 */
export async function sendHeld(): Promise<void> {
  const held = steps.steps.filter(({ step }) => step.heldUntil != null && step.refusal === null);
  if (held.length === 0) return;
  const answered = held.map((one) => new Promise<void>((resolve) => whenSettled(one, () => resolve())));
  toasts.hide();
  void steps.holdUntil(held, null);
  await Promise.race([Promise.all(answered), wait(longestSignOut)]);
}

/** Takes a held step back as its notice would; one that another tab holds is taken out of the outbox. */
export function takeBack(pending: PendingStep): void {
  if (!toasts.pressKey(keyOf([pending]))) void takeAllBack([pending]);
}

/** Says why a step was not taken after its form had gone, unless it is sent. */
export function sayIfRefused(pending: PendingStep): void {
  whenSettled(pending, (refusal) => {
    if (refusal === null) return;
    const { number, requestId } = pending.step;
    toasts.say({
      tone: "bad",
      text: () => t("undo-refused", { number, reason: stepRefusalText(refusal, t) }),
      link: { text: () => t("outbox-open"), href: () => router.href("request", requestId) },
      testid: "undo-refused",
    });
  });
}

/** Offers for five seconds to give back a request that was claimed: by its release, or by not sending the claim. */
export function offerToGiveBack({ id, number }: Pick<ServiceRequest, "id" | "number">): void {
  toasts.say({
    text: () => t("undo-CLAIM", { number }),
    seconds: undoSeconds,
    counts: true,
    key: claimKey(id),
    testid: "undo",
    action: { text: () => t("undo"), testid: "undo-press", press: () => void giveBack(id, number) },
  });
}

/** Ends that offer: the viewer goes on with the request. */
export function keepClaim(requestId: string): void {
  toasts.endKey(claimKey(requestId), "replaced");
}

async function giveBack(requestId: string, number: string): Promise<void> {
  const claim = steps.ofRequest(requestId).find(({ step }) => step.action === "CLAIM" && step.refusal === null);
  if (claim !== undefined && !claim.isSending) return steps.remove(claim);
  const values = { ...emptyValues(), reason: t("undo-claim-reason") };
  const outcome = await steps.take({ requestId, number, action: "RELEASE", values }, null, () => {});
  if (outcome.kind !== "refused") return;
  const { code, field } = outcome.failure;
  const refusal: StepRefusal = { code, field, number: null, executor: null, status: null };
  toasts.say({
    tone: "bad",
    text: () => t("undo-refused", { number, reason: stepRefusalText(refusal, t) }),
    testid: "undo-refused",
  });
}

/** Calls back once: with null when the step has left the outbox, or with why the server has refused it. */
function whenSettled(pending: PendingStep, settled: (refusal: StepRefusal | null) => void): void {
  const stop = $effect.root(() => {
    $effect(() => {
      const { refusal } = pending.step;
      if (refusal === null && steps.steps.includes(pending)) return;
      queueMicrotask(() => {
        stop();
        settled(refusal);
      });
    });
  });
}

function keyOf(pending: readonly PendingStep[]): string {
  return `undo ${pending.map(({ id }) => id).join(" ")}`;
}

function claimKey(requestId: string): string {
  return `claim ${requestId}`;
}
