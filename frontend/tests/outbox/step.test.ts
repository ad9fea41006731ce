import { expect, test } from "vitest";
import { isBlocked, nextOf, stepIn, timeAfter } from "../../src/outbox/step";
import { refusal, someStep } from "./somestep";

const claim = someStep({ id: "claim", queuedAt: 1 });
const start = someStep({ id: "start", action: "START", queuedAt: 2 });
const comment = someStep({ id: "comment", action: "COMMENT", queuedAt: 3 });
const other = someStep({ id: "other", requestId: "r2", queuedAt: 4 });

test("steps are sent in the order in which they were taken", () => {
  expect(nextOf([claim, start, comment])?.id).toBe("claim");
  expect(nextOf([start, comment])?.id).toBe("start");
  expect(nextOf([])).toBeNull();
});

test("after a refused step its request waits, and comments and other requests go on", () => {
  const refused = { ...claim, refusal };

  expect(isBlocked(start, [refused, start])).toBe(true);
  expect(nextOf([refused, start, comment, other])?.id).toBe("comment");
  expect(nextOf([refused, start, other])?.id).toBe("other");
  expect(nextOf([refused, start])).toBeNull();
});

test("a refused comment holds nothing up", () => {
  expect(nextOf([{ ...comment, queuedAt: 0, refusal }, claim])?.id).toBe("claim");
});

test("a step is after all others although the clock of the device was set back", () => {
  expect(timeAfter([someStep({ queuedAt: 5_000 })], 1_000)).toBe(5_001);
  expect(timeAfter([], 1_000)).toBe(1_000);
});

test("what is no step is not read", () => {
  expect(stepIn(claim)).toEqual(claim);
  expect([null, 1, {}, { ...claim, action: "FOLLOW" }, { ...claim, id: 1 }].map(stepIn)).toEqual([
    null, null, null, null, null,
  ]);
});
