import { outboxStore } from "../drafts/outboxstore";
import { syncTag } from "../outbox/backgroundsync";
import { stepStore } from "../outbox/stepstore";
import { photoStore } from "../photos/photostore";
import { Background } from "./background";
import { openRequest, show } from "./push";
import { run } from "./run";
import { Shell } from "./shell";

declare const self: ServiceWorkerGlobalScope;

const shell = new Shell(QALA_SHELL, caches, (request) => fetch(request));
const channel = new BroadcastChannel("qala.outbox");
const stores = { reports: outboxStore, steps: stepStore, photos: photoStore };
const background = new Background(stores, run, () => channel.postMessage("changed"));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answer = shell.answer(event.request, self.location.origin, event.preloadResponse);
  if (answer !== null) event.respondWith(answer);
});
self.addEventListener("message", (event) => {
  // The user has agreed to the update.
  if (event.data === "activate") event.waitUntil(self.skipWaiting());
});
self.addEventListener("sync", (event) => {
  if (event.tag === syncTag) event.waitUntil(background.send());
});
self.addEventListener("push", (event) => {
  if (event.data !== null) event.waitUntil(show(self.registration, event.data.json()));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openRequest(self, event.notification.data));
});

async function install(): Promise<void> {
  const isFirst = await shell.isFirst();
  await shell.install();
  if (isFirst) await self.skipWaiting();
}

async function activate(): Promise<void> {
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
  await shell.clean();
}
