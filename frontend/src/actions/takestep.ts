import type { ServiceRequest } from "../domain/request";
import type { StepAction } from "../outbox/step";
import type { PendingPhotos } from "../photos/pendingphotos.svelte";
import { catalogue } from "../stores/catalogue.svelte";
import { steps } from "../stores/steps.svelte";
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
  const values = { ...typed() };
  const { id: requestId, number, city, doneAt } = request;
  const facts = { cityId: city.id, timeZone: catalogue.timeZoneOf(city.id), doneAt };
  const step = { requestId, number, action, values, facts };
  const outcome = await steps.take(step, photos, () => forms.remove(action));
  if (outcome.kind === "refused") {
    forms.write(action, typed());
    throw outcome.failure;
  }
  // What was typed after the step was taken is not in it: its draft stays.
  if (JSON.stringify(textsOf(values)) === JSON.stringify(textsOf(typed()))) forms.remove(action);
  return outcome.kind === "sent" ? outcome.request : null;
}
