import { stepPhotosKey, type NewStep, type Step } from "../../outbox/step";
import { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { clock } from "../page/clock.svelte";
import type { Delivery } from "./delivery.svelte";

/** One step of the viewer that the server has not confirmed, as the page shows it. */
export class PendingStep {
  step: Step = $state.raw()!;
  /** How far it is on its way; set while this tab sends it. */
  delivery: Delivery | null = $state.raw(null);
  /** Whether its form is still on screen, and says how far it is. */
  isAttended = $state(false);
  /** Whether the device has it: the page may be closed. */
  isStored = $state(true);
  #photos: PendingPhotos | null;

  constructor(step: Step, photos: PendingPhotos | null = null) {
    this.step = step;
    this.#photos = photos;
  }

  get id(): string {
    return this.step.id;
  }

  /** Whether its user can still take it back. */
  get isHeld(): boolean {
    const { heldUntil } = this.step;
    return heldUntil != null && heldUntil > clock.near(heldUntil);
  }

  get isSending(): boolean {
    return this.delivery?.state === "sending";
  }

  /** Its photos, read from the device when they are first needed. */
  get photos(): PendingPhotos {
    return (this.#photos ??= new PendingPhotos(stepPhotosKey(this.id)));
  }
}

/** Returns the step that a new one takes the place of: the same one, which the server has refused. */
export function refusedBefore(steps: readonly PendingStep[], { requestId, action }: NewStep): PendingStep | undefined {
  if (action === "COMMENT") return undefined;
  return steps.find(({ step }) => step.requestId === requestId && step.action === action && step.refusal !== null);
}

/** Sorts steps in the order in which they were taken. */
export function sorted(steps: PendingStep[]): PendingStep[] {
  return steps.sort((one, other) => one.step.queuedAt - other.step.queuedAt);
}
