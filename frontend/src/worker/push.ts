interface Message {
  title: string;
  body: string;
  url: string;
  notification?: string;
  tag: string;
  lang: string;
}

/** Shows a push message. */
export function show(registration: ServiceWorkerRegistration, message: Message): Promise<void> {
  const { title, body, url, notification, tag, lang } = message;
  const data = { url, notification };
  // Without `renotify` a notice that takes the place of an older one of its request comes without sound or vibration;
  // with it, browsers require a tag. Chrome draws no SVG in a notice.
  const options = { body, tag, renotify: tag !== "", lang, icon: "/icon-192.png", data };
  return registration.showNotification(title, options);
}

/** Opens the request of a push message in a window of the page. */
export async function openRequest(scope: ServiceWorkerGlobalScope, { url, notification }: Message): Promise<void> {
  // Only the fragment of the address is used, so a push message cannot open a foreign site.
  const { hash } = new URL(url, scope.location.origin);
  // The page marks this notification as read.
  const target = scope.location.origin + "/" + hash + (notification ? `?notice=${notification}` : "");
  const [page] = await scope.clients.matchAll({ type: "window" });
  if (page === undefined) return void (await scope.clients.openWindow(target));
  await page.navigate(target);
  await page.focus();
}
