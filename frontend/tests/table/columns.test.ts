import { expect, test } from "vitest";
import { columns, columnsIn, nextOrder, sortOf, toggled } from "../../src/table/columns";

test("stored columns keep the order of the table, and unknown names are passed over", () => {
  expect(columnsIn('["marks", "author", "weather"]')).toEqual(["author", "marks"]);
});

test.each([null, "{}", "nonsense"])("without stored columns (%s) a new device has the usual ones", (stored) => {
  expect(columnsIn(stored)).toContain("problem");
  expect(columnsIn(stored).length).toBeLessThan(columns.length);
});

test("a column is added at its place and taken away", () => {
  expect(toggled(["problem", "due"], "author")).toEqual(["problem", "author", "due"]);
  expect(toggled(["problem", "due"], "due")).toEqual(["problem"]);
});

test("the title of the number turns the order round, and that of the deadline asks for the most urgent", () => {
  expect(nextOrder("number", "NEWEST")).toBe("OLDEST");
  expect(nextOrder("number", "OLDEST")).toBe("NEWEST");
  expect(nextOrder("number", "DUE_FIRST")).toBe("NEWEST");
  expect(nextOrder("due", "NEWEST")).toBe("DUE_FIRST");
  expect(nextOrder("author", "NEWEST")).toBeNull();
});

test("a screen reader hears by which column the list is sorted", () => {
  expect(sortOf("number", "OLDEST")).toBe("ascending");
  expect(sortOf("due", "NEWEST")).toBe("none");
  expect(sortOf("marks", "NEWEST")).toBeUndefined();
});
