import { emptyValues } from "../actions/form";
import { t } from "../i18n/locale.svelte";
import type { NewStep } from "../outbox/step";
import type { PendingStep } from "../stores/outbox/pendingstep.svelte";
import { requests } from "../stores/requests/requests.svelte";
import { steps } from "../stores/outbox/steps.svelte";
import { holdSteps } from "../toasts/undo.svelte";
import type { BulkPlan } from "./bulkplan";

/** What became of a request: `waiting` also while its step can be taken back, `unsent` where the officer stopped. */
export type BulkState = "done" | "refused" | "waiting" | "unsent";

/** One step of an officer on many requests, each in the outbox, with what became of each. */
export class BulkRun {
  #pending: readonly PendingStep[] = $state.raw([]);
  #stopped: ReadonlySet<string> = $state.raw(new Set());
  #isStarted = $state(false);

  constructor(
    readonly plan: BulkPlan,
    readonly ids: readonly string[],
  ) {}

  get count(): number {
    return this.ids.length;
  }

  /** Whether the officer can still take all of it back. */
  get isHeld(): boolean {
    return !this.#isStarted || this.#pending.some(({ isHeld }) => isHeld);
  }

  get isRunning(): boolean {
    return this.isHeld || this.of("waiting").length > 0;
  }

  /** Whether the steps wait for the network, and not only for their turn. */
  get isStuck(): boolean {
    return this.of("waiting").some(({ delivery }) => delivery?.state === "waiting");
  }

  of(state: BulkState): readonly PendingStep[] {
    return this.#pending.filter((one) => this.#stateOf(one) === state);
  }

  /** The requests of which the server asks whether they are another problem. */
  get doubted(): readonly PendingStep[] {
    return this.of("refused").filter(({ step }) => step.refusal?.doubt != null);
  }

  /** Puts the steps into the outbox. Returns whether the officer took them back before they were sent. */
  start(): Promise<boolean> {
    return this.#hold(this.ids.map((id) => this.#stepOf(id)));
  }

  /** Takes out of the outbox what was not sent. */
  stop(): void {
    const waiting = this.of("waiting");
    this.#stopped = new Set([...this.#stopped, ...waiting.map(({ id }) => id)]);
    waiting.forEach((one) => void steps.remove(one));
  }

  /** Sends what was stopped, each under its old id: one that was on its way then may have arrived. */
  again(): Promise<boolean> {
    const unsent = this.of("unsent");
    return this.#hold(unsent.map(({ id, step }) => ({ ...this.#stepOf(step.requestId), id })));
  }

  /** Merges those of which the server asked. */
  anyway(): void {
    this.doubted.forEach((one) => {
      const { values } = one.step;
      void steps.again(one, { ...values, mergeAnyway: values.mergeInto });
    });
  }

  /** Takes the refusals out of the outbox: the officer has read them. */
  close(): void {
    this.of("refused").forEach((one) => void steps.remove(one));
  }

  async #hold(given: readonly NewStep[]): Promise<boolean> {
    const { pending, undone } = await holdSteps(given, () =>
      t("undo-many", { action: t(`action-${this.plan.action}`), count: given.length }),
    );
    const isReplaced = ({ step }: PendingStep) => given.some(({ requestId }) => requestId === step.requestId);
    this.#pending = [...this.#pending.filter((one) => !isReplaced(one)), ...pending];
    this.#stopped = new Set();
    this.#isStarted = true;
    const takenBack = await undone;
    if (takenBack.length === pending.length) return true;
    if (takenBack.length > 0) this.#stopped = new Set([...this.#stopped, ...takenBack.map(({ id }) => id)]);
    return false;
  }

  #stateOf(one: PendingStep): BulkState {
    if (this.#stopped.has(one.id)) return "unsent";
    if (one.step.refusal !== null) return "refused";
    return steps.steps.includes(one) ? "waiting" : "done";
  }

  #stepOf(requestId: string): NewStep {
    const { action, executorId, reason: rejectReason, intoId, note } = this.plan;
    const target = requests.get(intoId)?.number ?? intoId;
    const merge = action === "MERGE" ? { mergeInto: target, mergeIntoId: intoId } : {};
    const values = { ...emptyValues(), executorId, rejectReason, note, ...merge };
    return { requestId, number: requests.get(requestId)?.number ?? "", action, values };
  }
}
