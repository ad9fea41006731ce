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
  return registration.showNotification(title, { body, tag, lang, icon: "/icon.svg", data });
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
