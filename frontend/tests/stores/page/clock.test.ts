import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isOverdueAt } from "../../../src/domain/request";
import { ScreenClock } from "../../../src/stores/page/clock.svelte";
import { someRequest } from "../../somerequest";

const noon = Date.parse("2026-01-18T07:00:00.250Z");
let listeners: (() => void)[] = [];

beforeEach(() => {
  listeners = [];
  vi.useFakeTimers({ now: noon });
  vi.stubGlobal("document", {
    addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    removeEventListener: (_: string, listener: () => void) => (listeners = listeners.filter((one) => one !== listener)),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("one timer serves all components and stops with the page", () => {
  const stop = new ScreenClock().start();

  expect(vi.getTimerCount()).toBe(1);
  stop();

  expect(vi.getTimerCount()).toBe(0);
  expect(listeners).toHaveLength(0);
});

test("a moment within the hour updates every second, a later one every minute", () => {
  const clock = new ScreenClock();
  clock.start();
  const [soon, later, past] = [noon + 30 * 60_000, noon + 5 * 3_600_000, noon - 10 * 60_000];
  const seen = { soon: new Set<number>(), later: new Set<number>(), past: new Set<number>() };
  for (let second = 0; second < 59; second += 1) {
    vi.advanceTimersByTime(1_000);
    seen.soon.add(clock.near(soon));
    seen.later.add(clock.near(later));
    seen.past.add(clock.near(past));
  }

  expect(seen.soon.size).toBe(59);
  expect(seen.later.size).toBe(1);
  expect(seen.past.size).toBe(1);
});

test("the minute changes with the wall clock", () => {
  const clock = new ScreenClock();
  clock.start();

  vi.advanceTimersByTime(59_000);
  expect(clock.now).toBe(noon);
  vi.advanceTimersByTime(1_000);

  expect(clock.now).toBe(noon + 60_000);
});

test("a request becomes overdue in the second of its deadline", () => {
  const clock = new ScreenClock();
  clock.start();
  const request = someRequest({ dueAt: "2026-01-18T08:30:30Z" });
  const overdue = () => isOverdueAt(request, clock.near(Date.parse(request.dueAt!)));

  vi.advanceTimersByTime(90 * 60_000 + 29_000);
  expect(overdue()).toBe(false);
  vi.advanceTimersByTime(1_000);

  expect(overdue()).toBe(true);
});

test("a page that becomes visible updates at once", () => {
  const clock = new ScreenClock();
  clock.start();
  vi.setSystemTime(noon + 3 * 3_600_000);

  listeners.forEach((listener) => listener());

  expect(clock.now).toBe(noon + 3 * 3_600_000);
});
