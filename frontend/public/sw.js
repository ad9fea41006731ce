// Shows push messages while no page is open and opens their request. It caches nothing and intercepts no request.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, body, url, notification, tag, lang } = event.data.json();
  const data = { url, notification };
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, icon: "/icon.svg", data }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function open({ url, notification }) {
  // Only the fragment of the address is used, so a push message cannot open a foreign site.
  const { hash } = new URL(url, self.location.origin);
  // The page marks this notification as read.
  const target = self.location.origin + "/" + hash + (notification ? `?notice=${notification}` : "");
  const [page] = await self.clients.matchAll({ type: "window" });
  if (page === undefined) return self.clients.openWindow(target);
  await page.navigate(target);
  return page.focus();
}
