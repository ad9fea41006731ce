import { mutate, query } from "../api/client";
import { PushPublicKeyDocument, RemovePushSubscriptionDocument, SavePushSubscriptionDocument } from "../gql/documents";
import { decodeKey } from "./key";

/**
 * The state of push messages in this browser. `denied` can only be changed in the settings of the browser; `failed` is
 * what a private window says, and a browser that does not reach its push service.
 */
export type PushState = "unsupported" | "denied" | "off" | "failed" | "on";

/** Chromium tries for ever where its push service cannot be reached, as behind the wall of an office. */
const subscribeMilliseconds = 30_000;

export async function pushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return (await present()) === null ? "off" : "on";
}

/** Turns push messages on. Browsers only show the prompt when this is called from a click. */
export async function turnOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  const { pushPublicKey } = await query(PushPublicKeyDocument, {});
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const registration = await navigator.serviceWorker.ready;
  const applicationServerKey = decodeKey(pushPublicKey);
  const subscription = await within(
    subscribeMilliseconds,
    registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }),
  ).catch((reason: unknown) => void console.warn("the browser made no push subscription", reason));
  if (subscription === undefined) return "failed";
  await save(subscription);
  return "on";
}

/** Rejects when the promise has not ended by then. */
function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error("it takes too long")), milliseconds);
    const stop = () => clearTimeout(timer);
    promise.then(stop, stop);
  });
  return Promise.race([promise, late]);
}

/** Ends the push subscription of this browser, also on the server. */
export async function turnOff(): Promise<PushState> {
  const subscription = await present();
  if (subscription !== null) {
    await subscription.unsubscribe();
    await mutate(RemovePushSubscriptionDocument, { endpoint: subscription.endpoint });
  }
  return pushState();
}

/** Registers the push subscription with a new session: the server ends it together with the session. */
export async function renew(): Promise<void> {
  if ((await pushState()) !== "on") return;
  const subscription = await present();
  if (subscription !== null) await save(subscription);
}

async function present(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function save(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (endpoint === undefined || p256dh === undefined || auth === undefined)
    throw new Error("a subscription without keys");
  await mutate(SavePushSubscriptionDocument, { input: { endpoint, p256dh, auth } });
}
