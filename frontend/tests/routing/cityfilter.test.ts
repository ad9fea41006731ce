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

test("a zone shows the requests that its figures count, since its period began", () => {
  const filter = filterOf("almaty", { zone: "88283082a3fffff", since: "2026-11-02T00:00:00+00:00" });

  expect(filter).toEqual({
    cityId: "almaty",
    statuses: ["ACCEPTED", "IN_PROGRESS", "ON_HOLD", "DONE", "CONFIRMED", "UNANSWERED"],
    zone: "88283082a3fffff",
    createdFrom: "2026-11-02T00:00:00+00:00",
  });
  expect(filterOf("almaty", { since: "yesterday" })).toEqual({ cityId: "almaty" });
});

test("an unknown order falls back to NEWEST", () => {
  expect(orderOf({ order: "SIDEWAYS" })).toBe("NEWEST");
});
