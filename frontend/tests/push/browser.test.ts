// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { turnOn } from "../../src/push/browser";
import { FakeServer } from "../fakeserver";

let server: FakeServer;
const subscription = {
  toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "key", auth: "secret" } }),
};
const subscribe = vi.fn();

beforeEach(() => {
  server = new FakeServer();
  server.on("PushPublicKey", { pushPublicKey: "AQ" });
  server.on("SavePushSubscription", { savePushSubscription: true });
  const registration = { pushManager: { subscribe, getSubscription: async () => null } };
  const ready = Promise.resolve(registration);
  vi.stubGlobal("Notification", { permission: "granted", requestPermission: async () => "granted" });
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("navigator", {
    onLine: true, userAgent: "test", language: "ru",
    serviceWorker: { register: vi.fn(), ready, getRegistration: () => ready },
  });
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a subscription of the browser is stored by the server", async () => {
  subscribe.mockResolvedValue(subscription);
  expect(await turnOn()).toBe("on");
  expect(server.variablesOf("SavePushSubscription")).toHaveLength(1);
});

test("a browser that is refused by its push service says so", async () => {
  subscribe.mockRejectedValue(new DOMException("no service", "AbortError"));
  expect(await turnOn()).toBe("failed");
});

test("a browser that waits for its push service for ever says so after half a minute", async () => {
  vi.useFakeTimers();
  subscribe.mockReturnValue(new Promise(() => {}));
  const state = turnOn();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await state).toBe("failed");
});
