import { Failure } from "../../api/failure";
import { upload, type UploadOptions } from "../../api/upload";
import type { ServiceRequest } from "../../domain/request";
import type { StepRefusal } from "../../outbox/step";
import { Delivery } from "./delivery.svelte";
import type { PendingStep } from "./pendingstep.svelte";

const quietly: UploadOptions = { signal: new AbortController().signal, progress: () => {} };

/**
 * Sends a step until the server has answered; calls `waits` each time the network is missing. Throws what the server
 * refuses.
 */
export function deliverPending(pending: PendingStep, waits: () => void): Promise<ServiceRequest> {
  const delivery = (pending.delivery = new Delivery());
  return delivery.run(async (options) => {
    try {
      return await sendPending(pending, options);
    } catch (reason) {
      if (reason instanceof Failure && reason.isNetwork) waits();
      throw reason;
    }
  }, "ever");
}

/** Sends a step with its photos; throws `NETWORK` where another attempt may succeed. */
async function sendPending(pending: PendingStep, options: UploadOptions): Promise<ServiceRequest> {
  const { sendStep } = await loaded();
  const evidence = await evidenceOf(pending);
  const { owner } = pending.step;
  return sendStep(pending.step, evidence, (document, variables) =>
    upload(document, variables, { ...options, account: owner }),
  );
}

/** Returns why a step was refused, in the words of what has become of its request. */
export async function explainPending(pending: PendingStep, failure: Failure): Promise<StepRefusal> {
  const { explain } = await loaded();
  return explain(pending.step, failure, (document, variables) => upload(document, variables, quietly));
}

/** The operations come when a step is first sent: most visitors take none. */
async function loaded() {
  try {
    return await import("../../outbox/sendstep");
  } catch {
    throw new Failure("NETWORK", "this part of the page could not be loaded");
  }
}

async function evidenceOf(pending: PendingStep) {
  const { step } = pending;
  if (step.photoCount === 0) return { photos: [], shots: [] };
  const { photos } = pending;
  await photos.stored();
  if (photos.files.length < step.photoCount) throw photos.missing;
  return { photos: photos.files, shots: photos.shots };
}
