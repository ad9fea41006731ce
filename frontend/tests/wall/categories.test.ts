import { expect, test } from "vitest";
import { roomFor } from "../../src/wall/categories";

test.each([
  [1.2 + 2.45 * 7, 7],
  [1.2 + 2.45 * 7 - 0.01, 6],
  [4, 3],
])("a box of %d em shows %i whole rows", (ems, rows) => {
  expect(roomFor(ems * 20, 20)).toBe(rows);
});

test("a box that is not measured yet has room for as many rows as a growing page", () => {
  expect(roomFor(0, 16)).toBe(6);
});
