import { expect, test, vi } from "vitest";
import { openRequest, show } from "../../src/worker/push";

const message = {
  title: "ALM-000007: Работа выполнена",
  body: "Проверьте",
  url: "https://qala.test/#/request/r1",
  notification: "12",
  tag: "https://qala.test/#/request/r1",
  lang: "ru",
};

function shown(changes: Partial<typeof message> = {}): NotificationOptions & { renotify?: boolean } {
  const showNotification = vi.fn();
  void show({ showNotification } as unknown as ServiceWorkerRegistration, { ...message, ...changes });
  return showNotification.mock.calls[0]?.[1] as NotificationOptions;
}

test("a newer notice of a request takes the place of the older one, with sound", () => {
  expect(shown()).toMatchObject({ tag: message.tag, renotify: true });
});

test("a notice without a tag may not be announced again: browsers refuse it", () => {
  expect(shown({ tag: "" })).toMatchObject({ tag: "", renotify: false });
});

test("the sign of a notice is a bitmap, which all browsers draw", () => {
  expect(shown().icon).toMatch(/\.png$/);
});

test("a notice opens only pages of this site", async () => {
  const openWindow = vi.fn();
  const clients = { matchAll: () => Promise.resolve([]), openWindow };
  const scope = { location: { origin: "https://qala.test" }, clients } as unknown as ServiceWorkerGlobalScope;

  await openRequest(scope, { ...message, url: "https://evil.test/#/request/r1" });

  expect(openWindow).toHaveBeenCalledWith("https://qala.test/#/request/r1?notice=12");
});
