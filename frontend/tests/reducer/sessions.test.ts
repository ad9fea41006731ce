import { expect, test } from "vitest";
import { sessionsAfterAnswer, sessionsAfterEnd, type OwnSession } from "../../src/reducer/sessions";

function some(id: string, current = false): OwnSession {
  return { id, current, createdAt: "2026-11-01T00:00:00Z", lastUsedAt: null, userAgent: "" };
}

test("the session of this device comes first and the others keep their order", () => {
  const sorted = sessionsAfterAnswer([some("a"), some("b", true), some("c")]);
  expect(sorted.map(({ id }) => id)).toEqual(["b", "a", "c"]);
});

test("an ended session goes, also when it is ended twice", () => {
  const left = sessionsAfterEnd(sessionsAfterEnd([some("a", true), some("b")], { id: "b" }), { id: "b" });
  expect(left.map(({ id }) => id)).toEqual(["a"]);
});

test("ending the others leaves the session of this device", () => {
  const left = sessionsAfterEnd([some("a", true), some("b"), some("c")], "OTHERS");
  expect(left.map(({ id }) => id)).toEqual(["a"]);
});
