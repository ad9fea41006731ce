import { expect, test } from "vitest";
import { filterOf, orderOf } from "../../src/routing/cityfilter";

test('the tab "all" filters by city only', () => {
  expect(filterOf("almaty", {})).toEqual({ cityId: "almaty" });
});

test('the tab "done" selects work that is done, answered or not', () => {
  expect(filterOf("almaty", { show: "done" }).statuses).toEqual(["DONE", "CONFIRMED", "UNANSWERED"]);
});

test('the tab "open" selects ACCEPTED, IN_PROGRESS and ON_HOLD', () => {
  expect(filterOf("almaty", { show: "open" }).statuses).toEqual(["ACCEPTED", "IN_PROGRESS", "ON_HOLD"]);
});

test("overdue, category and text are added to the filter", () => {
  const filter = filterOf("almaty", { overdue: "1", category: "pothole", text: "Абай" });

  expect(filter).toEqual({ cityId: "almaty", overdue: true, categoryIds: ["pothole"], text: "Абай" });
});

test("an unknown order falls back to NEWEST", () => {
  expect(orderOf({ order: "SIDEWAYS" })).toBe("NEWEST");
});
