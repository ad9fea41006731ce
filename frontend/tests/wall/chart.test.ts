import { expect, test } from "vitest";
import { dayAt, labelledDays, pathOf, placeOfDay, ticksTo } from "../../src/wall/chart";

const frame = { left: 10, right: 110, top: 5, bottom: 55 };

test.each([
  [0, 4, [0, 1]],
  [3, 4, [0, 1, 2, 3]],
  [7, 4, [0, 2, 4, 6, 8]],
  [37, 4, [0, 10, 20, 30, 40]],
  [40, 4, [0, 10, 20, 30, 40]],
  [41, 4, [0, 20, 40, 60]],
  [1_234_567, 4, [0, 500_000, 1_000_000, 1_500_000]],
] as const)("the axis of values up to %d has whole round numbers", (most, count, ticks) => {
  expect(ticksTo(most, count)).toEqual(ticks);
});

test("a line goes from edge to edge, its highest value at the top", () => {
  expect(pathOf([0, 5, 10], 10, frame)).toBe("M10.0 55.0L60.0 30.0L110.0 5.0");
});

test("a line of no days has no path, and one day stands in the middle", () => {
  expect(pathOf([], 10, frame)).toBe("");
  expect(placeOfDay(0, 1, frame)).toBe(60);
});

test.each([
  [-50, 0],
  [10, 0],
  [34, 0],
  [36, 1],
  [110, 2],
  [900, 2],
] as const)("at %d pixels the nearest of three days is found", (x, index) => {
  expect(dayAt(x, 3, frame)).toBe(index);
});

test("the last day has a label, and labels keep their distance", () => {
  expect(labelledDays(5, 25, frame)).toEqual([0, 1, 2, 3, 4]);
  expect(labelledDays(5, 26, frame)).toEqual([0, 2, 4]);
  expect(labelledDays(6, 500, frame)).toEqual([5]);
  expect(labelledDays(1, 500, frame)).toEqual([0]);
});
