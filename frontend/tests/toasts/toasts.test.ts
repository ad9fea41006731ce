import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Toasts, type Notice } from "../../src/toasts/toasts.svelte";

let toasts: Toasts;
let ends: string[];

beforeEach(() => {
  vi.useFakeTimers();
  toasts = new Toasts();
  toasts.watch();
  ends = [];
});

afterEach(() => vi.useRealTimers());

function notice(name: string, more: Partial<Notice> = {}): Notice {
  return { text: () => name, ended: (how) => ends.push(`${name} ${how}`), ...more };
}

const shown = () => toasts.shown.map(({ notice: { text } }) => text());

test("a notice leaves by itself, a fault stays until it is closed", () => {
  toasts.say(notice("saved"));
  const fault = toasts.say(notice("fault", { tone: "bad" }));
  vi.advanceTimersByTime(60_000);
  expect(shown()).toEqual(["fault"]);

  toasts.end(fault, "closed");
  expect(ends).toEqual(["saved time", "fault closed"]);
});

test("three are shown, the others wait their turn with all their time, and one that counts waits for none", () => {
  for (const name of ["a", "b", "c", "d"]) toasts.say(notice(name, { seconds: 2 }));
  expect(shown()).toEqual(["a", "b", "c"]);

  toasts.say(notice("undo", { seconds: 5, counts: true }));
  expect(shown()).toEqual(["a", "b", "undo"]);

  vi.advanceTimersByTime(2_000);
  expect(shown()).toEqual(["c", "d", "undo"]);
  vi.advanceTimersByTime(1_500);
  expect(shown()).toEqual(["c", "d", "undo"]);
});

test("the time stands still while its reader is at it, for a minute at most", () => {
  const paused = vi.fn();
  toasts.say(notice("undo", { seconds: 5, counts: true, paused }));
  vi.advanceTimersByTime(2_000);

  toasts.pause(true);
  vi.advanceTimersByTime(30_000);
  expect(paused).toHaveBeenLastCalledWith(true, 3_000);
  toasts.pause(false);
  expect(paused).toHaveBeenLastCalledWith(false, 3_000);
  vi.advanceTimersByTime(2_900);
  expect(shown()).toEqual(["undo"]);

  toasts.pause(true);
  vi.advanceTimersByTime(61_000);
  expect(ends).toEqual(["undo time"]);
});

test("a newer notice takes the place of the one with its key", () => {
  toasts.say(notice("one", { key: "claim r1" }));
  toasts.say(notice("two", { key: "claim r1" }));

  expect([shown(), ends]).toEqual([["two"], ["one replaced"]]);
});

test("its button ends it once, and before what it does", () => {
  const press = vi.fn(() => ends.push("done"));
  const toast = toasts.say(notice("undo", { key: "k", action: { text: () => "undo", press } }));

  expect(toasts.pressKey("k")).toBe(true);
  expect(toasts.pressKey("k")).toBe(false);
  toasts.end(toast, "time");

  expect(ends).toEqual(["undo pressed", "done"]);
});

test("a page that is hidden ends what counts, and nothing else", () => {
  toasts.say(notice("saved"));
  toasts.say(notice("undo", { counts: true }));

  toasts.hide();

  expect([shown(), ends]).toEqual([["saved"], ["undo time"]]);
});

test("before notices can be seen no time passes", () => {
  toasts = new Toasts();
  toasts.say(notice("saved"));
  vi.advanceTimersByTime(20_000);
  expect(shown()).toEqual(["saved"]);
});
