// @vitest-environment happy-dom
import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import ConnectionBanner from "../../src/components/notices/ConnectionBanner.svelte";
import { connectionStatus } from "../../src/live/connectionstatus.svelte";

let mounted: Record<string, unknown>;

beforeEach(() => {
  vi.useFakeTimers();
  connectionStatus.hasNetwork = false;
  mounted = mount(ConnectionBanner, { target: document.body });
  flushSync();
});
afterEach(async () => {
  connectionStatus.hasNetwork = true;
  await unmount(mounted);
  vi.useRealTimers();
});

function pass(milliseconds: number): Element | null {
  vi.advanceTimersByTime(milliseconds);
  flushSync();
  return document.querySelector("[data-testid=connection] span");
}

test("a short loss is not said; a longer one is, and gives way to its sign once it is read", () => {
  expect(pass(1_000)).toBeNull();
  expect(pass(1_000)?.classList.contains("visually-hidden")).toBe(false);
  expect(pass(10_000)?.classList.contains("visually-hidden")).toBe(true);
});

test("a network that is back takes it away", () => {
  expect(pass(12_000)).not.toBeNull();
  connectionStatus.hasNetwork = true;
  flushSync();
  expect(pass(0)).toBeNull();
});
