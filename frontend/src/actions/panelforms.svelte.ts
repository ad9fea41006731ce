import { Failure } from "../api/failure";
import type { ServiceRequest } from "../domain/request";
import { t } from "../i18n/locale.svelte";
import { isPhotoFault } from "../i18n/refusal";
import { isHeldAction, isStepAction, verdictActions, type HeldAction, type StepAction } from "../outbox/step";
import { PendingPhotos } from "../photos/pendingphotos.svelte";
import { Delivery } from "../stores/outbox/delivery.svelte";
import type { PendingStep } from "../stores/outbox/pendingstep.svelte";
import type { TimelineEntry } from "../stores/requests/requestdetail.svelte";
import type { ActionDraft, ActionDrafts } from "./actiondrafts";
import { emptyValues, fieldsFor, textsOf, type ActionValues, type FieldName, type PanelAction } from "./form";
import { sayDone } from "../toasts/say";
import { sendOf } from "./send";
import { holdStep, takeStep } from "./takestep";

/** What the forms need of the panel that shows them. */
export interface Panel {
  readonly request: ServiceRequest;
  done(request: ServiceRequest): void;
  refused(): Promise<void>;
}

/** The forms of the actions on one request: which one is open, what is typed into it, and how it is sent. */
export class PanelForms {
  /** The forms with an unsent text. */
  kept: readonly ActionDraft[] = $state.raw([]);
  open: PanelAction | null = $state(null);
  /** Whether the form was opened because it has a stored text, and not by its button. */
  isRestored = $state(false);
  pending: PendingPhotos | null = $state.raw(null);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  readonly delivery = new Delivery();
  #asksPhotos = $state(false);
  #values: ActionValues = emptyValues();
  readonly #restored = new Set<PanelAction>();

  constructor(
    private readonly drafts: ActionDrafts,
    private readonly panel: Panel,
  ) {
    this.#reread();
  }

  // The server also counts photos that are hidden from this viewer, so its refusal decides whether a photo is needed.
  fields(action: PanelAction): readonly FieldName[] {
    return action === "START" && this.#asksPhotos ? ["photos"] : fieldsFor(action, this.panel.request);
  }

  stored(action: PanelAction): ActionValues | null {
    return this.drafts.read(action);
  }

  /** Opens the first form with an unsent text, once, so that its author does not type it again. */
  restore(possible: readonly PanelAction[], isOpen: () => boolean): void {
    const [first] = this.kept.filter(({ action }) => possible.includes(action) && !this.#restored.has(action));
    if (first === undefined || isOpen()) return;
    this.#restored.add(first.action);
    this.reveal(first.action);
    this.isRestored = true;
  }

  /** Ends the open form when the timeline has its text: the answer was lost, and the action has succeeded. */
  finishIfWritten(timeline: readonly TimelineEntry[], lost: readonly ActionDraft[]): void {
    const written = new Set(timeline.flatMap(({ note, reason }) => [note, reason]));
    const isWritten = (draft: ActionDraft) => textsOf(draft.values).every((text) => written.has(text));
    lost.filter(isWritten).forEach(({ action }) => this.drop(action));
    if (this.open === null || this.failure?.isNetwork !== true || textsOf(this.#values).length === 0) return;
    if (!isWritten({ action: this.open, values: this.#values })) return;
    this.failure = null;
    this.finish();
  }

  press(action: PanelAction, shown: PanelAction | null): void {
    this.failure = null;
    if (this.fields(action).length === 0) {
      this.#values = emptyValues();
      return void this.send(action);
    }
    if (shown === action && this.isRestored) return void (this.isRestored = false);
    if (shown === action) return this.close();
    this.reveal(action);
  }

  reveal(action: PanelAction): void {
    this.close();
    this.pending = new PendingPhotos(this.drafts.photosKey(action));
    this.isRestored = false;
    this.open = action;
  }

  close(): void {
    this.pending?.close();
    this.pending = null;
    this.open = null;
  }

  changed(action: PanelAction, typed: ActionValues): void {
    this.#values = typed;
    this.drafts.write(action, typed);
  }

  drop(action: PanelAction): void {
    this.drafts.remove(action);
    this.#reread();
  }

  cancel(): void {
    const isTyped = textsOf(this.#values).length > 0 || (this.pending?.pictures.length ?? 0) > 0;
    if (!isTyped || confirm(t("action-form-drop-sure"))) this.finish();
  }

  /** Moves the text of an action that is no longer possible into a comment. */
  asComment(typed: ActionValues): void {
    const before = this.drafts.read("COMMENT") ?? emptyValues();
    const text = [before.text, ...textsOf(typed)].filter(Boolean).join("\n");
    this.drafts.write("COMMENT", { ...before, text });
    this.reveal("COMMENT");
  }

  /** Opens the form of a refused step with a copy of what it holds; sent again, it takes the place of that step. */
  async mend({ step, photos }: PendingStep): Promise<void> {
    const { action, values } = step;
    await photos.copyTo(this.drafts.photosKey(action));
    this.drafts.write(action, values);
    this.reveal(action);
  }

  finish(): void {
    if (this.open !== null) this.drafts.remove(this.open);
    void this.pending?.clear();
    this.close();
    this.#reread();
  }

  async send(action: PanelAction): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      if (isHeldAction(action)) return await this.#hold(action);
      if (isStepAction(action)) return await this.#take(action);
      const after = await this.delivery.run(() => sendOf[action](this.panel.request), false);
      this.finish();
      this.panel.done(after);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      this.failure = reason;
      this.#reread();
      if (action === "START" && isPhotoFault(reason) && this.open === null) {
        this.#asksPhotos = true;
        this.reveal(action);
      }
      void this.panel.refused();
    } finally {
      this.busy = false;
    }
  }

  async #hold(action: HeldAction): Promise<void> {
    await holdStep(this.panel.request, action, this.drafts, { ...this.#values }, () => {
      this.#restored.delete(action);
      this.#reread();
    });
    this.finish();
  }

  async #take(action: StepAction): Promise<void> {
    const photos = this.open === action ? this.pending : null;
    const after = await takeStep(this.panel.request, action, photos, this.drafts, () => this.#values);
    this.close();
    this.#reread();
    if (after === null) return;
    // The form has gone, and the new status may be out of sight.
    if (verdictActions.has(action)) {
      const said = after.status === "IN_PROGRESS" ? "said-DISPUTE" : "said-CONFIRM";
      sayDone("verdict-said", () => t(said));
    }
    this.panel.done(after);
  }

  #reread(): void {
    this.kept = this.drafts.all();
  }
}
