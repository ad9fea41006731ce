import { expect, test } from "vitest";
import { swipeOf } from "../../src/photos/swipe";

test.each([
  [{ x: 300, y: 200 }, { x: 100, y: 220 }, 1],
  [{ x: 100, y: 200 }, { x: 300, y: 180 }, -1],
  [{ x: 100, y: 200 }, { x: 120, y: 200 }, 0],
  [{ x: 100, y: 100 }, { x: 200, y: 400 }, 0],
])("a swipe from %j to %j moves by %i", (from, to, by) => {
  expect(swipeOf(from, to)).toBe(by);
});
