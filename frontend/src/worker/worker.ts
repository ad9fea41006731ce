import { openRequest, show } from "./push";
import { Shell } from "./shell";

declare const self: ServiceWorkerGlobalScope;

const shell = new Shell(QALA_SHELL, caches, (request) => fetch(request));

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
