import { expect, test } from "vitest";
import { fits } from "../../src/domain/categorysearch";

const tree = { kk: "Ағаштар мен көгалдар", ru: "Деревья и газоны, ёлки", en: "Trees and greenery" };

test.each(["дер", "газ дер", "елк", "ЁЛКИ", "ағаш", "tree", ""])("a name is found by beginnings: %s", (typed) => {
  expect(fits(tree, typed)).toBe(true);
});

test.each(["ревья", "газоны tree", "x"])("other words find nothing: %s", (typed) => {
  expect(fits(tree, typed)).toBe(false);
});
