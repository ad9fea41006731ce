import { expect, test } from "vitest";
import { isBlocked, nextOf, stepIn, timeAfter } from "../../src/outbox/step";
import { refusal, someStep } from "./somestep";

const claim = someStep({ id: "claim", queuedAt: 1 });
const start = someStep({ id: "start", action: "START", queuedAt: 2 });
const comment = someStep({ id: "comment", action: "COMMENT", queuedAt: 3 });
const other = someStep({ id: "other", requestId: "r2", queuedAt: 4 });
const now = 1_000_000;

test("steps are sent in the order in which they were taken", () => {
  expect(nextOf([claim, start, comment], now)?.id).toBe("claim");
  expect(nextOf([start, comment], now)?.id).toBe("start");
  expect(nextOf([], now)).toBeNull();
});

test("after a refused step its request waits, and comments and other requests go on", () => {
  const refused = { ...claim, refusal };

  expect(isBlocked(start, [refused, start])).toBe(true);
  expect(nextOf([refused, start, comment, other], now)?.id).toBe("comment");
  expect(nextOf([refused, start, other], now)?.id).toBe("other");
  expect(nextOf([refused, start], now)).toBeNull();
});

test("a refused comment holds nothing up", () => {
  expect(nextOf([{ ...comment, queuedAt: 0, refusal }, claim], now)?.id).toBe("claim");
});

test("a step that can be taken back waits, and so do later ones of its request, except comments", () => {
  const held = { ...claim, heldUntil: now + 5_000 };

  expect(nextOf([held, start, comment, other], now)?.id).toBe("comment");
  expect(nextOf([held, start, other], now)?.id).toBe("other");
  expect(nextOf([held, start], now)).toBeNull();
  expect(nextOf([start, { ...held, queuedAt: 9 }], now)?.id).toBe("start");
});

test("the page that holds a step releases it first; another one sends it a little later", () => {
  const held = { ...claim, heldUntil: now };

  expect(nextOf([held], now)).toBeNull();
  expect(nextOf([held], now + 2_000)?.id).toBe("claim");
  expect(nextOf([{ ...held, heldUntil: null }], now)?.id).toBe("claim");
});

test("a step is after all others although the clock of the device was set back", () => {
  expect(timeAfter([{ step: someStep({ queuedAt: 5_000 }) }], 1_000)).toBe(5_001);
  expect(timeAfter([], 1_000)).toBe(1_000);
});

test("what is no step is not read", () => {
  expect(stepIn(claim)).toEqual(claim);
  expect([null, 1, {}, { ...claim, action: "FOLLOW" }, { ...claim, id: 1 }].map(stepIn)).toEqual([
    null, null, null, null, null,
  ]);
});
