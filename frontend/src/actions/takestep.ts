import { requestIdOf } from "../api/requestid";
import type { ServiceRequest } from "../domain/request";
import { t } from "../i18n/locale.svelte";
import type { HeldAction, StepAction } from "../outbox/step";
import type { PendingPhotos } from "../photos/pendingphotos.svelte";
import { catalogue } from "../stores/city/catalogue.svelte";
import { steps } from "../stores/outbox/steps.svelte";
import { holdSteps, keepClaim, offerToGiveBack, sayIfRefused } from "../toasts/undo.svelte";
import type { ActionDrafts } from "./actiondrafts";
import { textsOf, type ActionValues } from "./form";

/**
 * Hands a step to the outbox, while its form shows how far it is. Returns the request after it; null when the step has
 * to wait, and the form is not needed any more. Throws the refusal of the server: the form then has everything again.
 */
export async function takeStep(
  request: ServiceRequest,
  action: StepAction,
  photos: PendingPhotos | null,
  forms: ActionDrafts,
  typed: () => ActionValues,
): Promise<ServiceRequest | null> {
  keepClaim(request.id);
  const values = { ...typed() };
  const { id: requestId, number, city, doneAt } = request;
  const facts = { timeZone: catalogue.timeZoneOf(city.id), doneAt };
  const step = { requestId, number, action, values, facts };
  const outcome = await steps.take(step, photos, () => forms.remove(action));
  if (outcome.kind === "refused") {
    forms.write(action, typed());
    throw outcome.failure;
  }
  // What was typed after the step was taken is not in it: its draft stays.
  if (JSON.stringify(textsOf(values)) === JSON.stringify(textsOf(typed()))) forms.remove(action);
  if (action === "CLAIM") offerToGiveBack(request);
  return outcome.kind === "sent" ? outcome.request : null;
}

/**
 * Hands a step to the outbox that can be taken back for some seconds. Returns once the device has it; `undone` is
 * called when its user takes it back, after its form has everything again.
 */
export async function holdStep(
  request: ServiceRequest,
  action: HeldAction,
  forms: ActionDrafts,
  typed: ActionValues,
  undone: () => void,
): Promise<void> {
  const mergeIntoId = action === "MERGE" ? await requestIdOf(typed.mergeInto.trim(), request.city.id) : "";
  const { id: requestId, number } = request;
  const step = { requestId, number, action, values: { ...typed, mergeIntoId } };
  const held = await holdSteps([step], () => t(`undo-${action}`, { number }));
  forms.remove(action);
  held.pending.forEach(sayIfRefused);
  void held.undone.then((undoneSteps) => {
    if (undoneSteps.length === 0) return;
    forms.write(action, typed);
    undone();
  });
}
