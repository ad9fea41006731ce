import { expect, test } from "vitest";
import { emptyPlan, isReady, oldestOf, targetsOf } from "../../src/table/bulkplan";

test("each action needs its own choice", () => {
  expect(isReady(emptyPlan("ASSIGN"))).toBe(false);
  expect(isReady({ ...emptyPlan("ASSIGN"), executorId: "e1" })).toBe(true);
  expect(isReady({ ...emptyPlan("ASSIGN"), reason: "SPAM" })).toBe(false);
  expect(isReady({ ...emptyPlan("REJECT"), reason: "SPAM" })).toBe(true);
  expect(isReady({ ...emptyPlan("MERGE"), intoId: "r1" })).toBe(true);
});

test("a note that the server would refuse is not sent a hundred times", () => {
  expect(isReady({ ...emptyPlan("REJECT"), reason: "SPAM", note: "а".repeat(1001) })).toBe(false);
});

test("a request is not merged into itself, but every chosen one is rejected", () => {
  const chosen = new Set(["r1", "r2"]);

  expect(targetsOf({ ...emptyPlan("MERGE"), intoId: "r1" }, chosen)).toEqual(["r2"]);
  expect(targetsOf({ ...emptyPlan("MERGE"), intoId: "r9" }, chosen)).toEqual(["r1", "r2"]);
  expect(targetsOf({ ...emptyPlan("REJECT"), reason: "SPAM" }, chosen)).toEqual(["r1", "r2"]);
});

test("the oldest request stays when they are merged", () => {
  const [newer, older] = [
    { id: "r2", createdAt: "2026-01-02T00:00:00Z" },
    { id: "r1", createdAt: "2026-01-01T00:00:00Z" },
  ];

  expect(oldestOf([newer, older])).toBe(older);
  expect(oldestOf([])).toBeUndefined();
});
