// Shows push messages while no page is open and opens their request. It caches nothing and intercepts no request.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, body, url, tag, lang } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, icon: "/icon.svg", data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

async function open(address) {
  const url = new URL(address, self.location.origin);
  // Only the fragment of the address is used, so a push message cannot open a foreign site.
  const target = self.location.origin + "/" + url.hash;
  const [page] = await self.clients.matchAll({ type: "window" });
  if (page === undefined) return self.clients.openWindow(target);
  await page.navigate(target);
  return page.focus();
}
