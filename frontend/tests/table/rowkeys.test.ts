import { expect, test } from "vitest";
import { chosenAfter, rowAfter } from "../../src/table/rowkeys";

test.each([
  ["ArrowDown", 3, 4],
  ["ArrowDown", 29, 29],
  ["ArrowUp", 0, 0],
  ["PageDown", 25, 29],
  ["PageUp", 25, 15],
  ["Home", 12, 0],
  ["End", 12, 29],
])("%s leads from row %i of 30 to %i", (key, row, target) => {
  expect(rowAfter(key, row, 30)).toBe(target);
});

test("other keys, and keys in an empty table, lead nowhere", () => {
  expect(rowAfter("Enter", 0, 30)).toBeNull();
  expect(rowAfter("ArrowDown", 0, 0)).toBeNull();
});

const ids = ["a", "b", "c", "d"];

test("a press adds a row and another takes it away", () => {
  expect([...chosenAfter(new Set(), ids, "b")]).toEqual(["b"]);
  expect([...chosenAfter(new Set(["b"]), ids, "b")]).toEqual([]);
});

test("with Shift all rows between get the state of the pressed one, also upwards", () => {
  expect([...chosenAfter(new Set(["d"]), ids, "b", "d")].sort()).toEqual(["b", "c", "d"]);
  expect([...chosenAfter(new Set(["a", "b", "c"]), ids, "c", "b")]).toEqual(["a"]);
});

test("a row that left the list meanwhile is no begin of a range", () => {
  expect([...chosenAfter(new Set(), ids, "c", "gone")]).toEqual(["c"]);
});
