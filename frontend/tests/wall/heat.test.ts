// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { glowPixels, overdueOf } from "../../src/map/heat";

test("the area of a glow grows with what is overdue, up to a limit", () => {
  expect(glowPixels(4)).toBe(2 * glowPixels(1));
  expect(glowPixels(10_000)).toBe(glowPixels(1_000));
});

test("a pin counts once when it is overdue, a cluster by its number", () => {
  const at = { latitude: 43.2, longitude: 76.9 };
  const pin = {
    kind: "pin", id: "r1", number: "ALM-1", status: "ACCEPTED", categoryId: "lamp", dueAt: null, at,
  } as const;

  expect([true, false].map((isOverdue) => overdueOf({ ...pin, isOverdue }))).toEqual([1, 0]);
  expect(overdueOf({ kind: "cluster", id: "c", count: 9, overdue: 3, bbox: null, at })).toBe(3);
});
