import { expect, test } from "vitest";
import { between, moved, resized, positionIn } from "../../src/photos/rectangles";

const box = { left: 100, top: 50, width: 400, height: 200 };

test("the position of a pointer is a fraction of the picture, never outside it", () => {
  expect(positionIn(box, 300, 100)).toEqual({ x: 0.5, y: 0.25 });
  expect(positionIn(box, 0, 999)).toEqual({ x: 0, y: 1 });
});

test.each([
  [{ x: 0.25, y: 0.25 }, { x: 0.75, y: 0.5 }],
  [{ x: 0.75, y: 0.5 }, { x: 0.25, y: 0.25 }],
])("a rectangle is the same from either corner", (one, other) => {
  expect(between(one, other)).toEqual({ left: 0.25, top: 0.25, width: 0.5, height: 0.25 });
});

test("a tiny rectangle is ignored", () => {
  expect(between({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 })).toBeNull();
});

test("moving and resizing stop at the edge", () => {
  const corner = { left: 0.75, top: 0.5, width: 0.25, height: 0.25 };

  expect(moved(corner, { x: 0.5, y: 0.125 })).toEqual({ ...corner, left: 0.75, top: 0.625 });
  expect(resized(corner, { x: 0.5, y: 0.125 })).toEqual({ ...corner, height: 0.375 });
  expect(resized(corner, { x: -1, y: 0 }).width).toBe(0.01);
});
