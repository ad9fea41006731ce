import { expect, test } from "vitest";
import { categoryRows } from "../../src/wall/categories";
import { figuresOf, movesOf } from "../../src/wall/figures";

const counted = {
  total: 20,
  open: 9,
  overdue: 2,
  byStatus: [
    { status: "ACCEPTED", count: 5 },
    { status: "IN_PROGRESS", count: 4 },
    { status: "DONE", count: 6 },
    { status: "CONFIRMED", count: 3 },
    { status: "UNANSWERED", count: 2 },
  ] as const,
};

test("the large numbers are those of the counters", () => {
  expect(figuresOf({ ...counted, byStatus: [...counted.byStatus] })).toEqual({
    total: 20, open: 9, working: 4, overdue: 2, done: 11,
  });
});

test("only numbers that change have moved, up or down", () => {
  const before = { total: 20, open: 9, working: 4, overdue: 2, done: 11 };

  expect(movesOf(before, before)).toEqual({});
  expect(movesOf(before, { ...before, total: 21, open: 8 })).toEqual({ total: 1, open: -1 });
});

test("categories stand by what they received; while figures of days are prepared, without what was done", () => {
  const byCategory = [{ category: { id: "pothole" }, count: 2 }, { category: { id: "lamp" }, count: 5 }];
  const span = { received: 3, done: 1 };

  expect(categoryRows({ byCategory, figuresByCategory: null })).toEqual([
    { categoryId: "lamp", received: 5, done: null },
    { categoryId: "pothole", received: 2, done: null },
  ]);
  expect(
    categoryRows({
      byCategory,
      figuresByCategory: [
        { category: { id: "snow" }, figures: span },
        { category: { id: "bin" }, figures: { received: 3, done: 2 } },
        { category: { id: "lamp" }, figures: { received: 9, done: 0 } },
      ],
    }).map(({ categoryId, done }) => [categoryId, done]),
  ).toEqual([["lamp", 0], ["bin", 2], ["snow", 1]]);
});
