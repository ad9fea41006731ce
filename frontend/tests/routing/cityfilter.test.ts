import { expect, test } from "vitest";
import { filterOf, orderOf } from "../../src/routing/cityfilter";

test("all asks for the city alone", () => {
  expect(filterOf("almaty", {})).toEqual({ cityId: "almaty" });
});

test("done means done and confirmed", () => {
  expect(filterOf("almaty", { show: "done" }).statuses).toEqual(["DONE", "CONFIRMED"]);
});

test("not done means accepted, in progress and on hold", () => {
  expect(filterOf("almaty", { show: "open" }).statuses).toEqual(["ACCEPTED", "IN_PROGRESS", "ON_HOLD"]);
});

test("overdue, category and text narrow further", () => {
  const filter = filterOf("almaty", { overdue: "1", category: "pothole", text: "Абай" });

  expect(filter).toEqual({ cityId: "almaty", overdue: true, categoryIds: ["pothole"], text: "Абай" });
});

test("an unknown order is the newest first", () => {
  expect(orderOf({ order: "SIDEWAYS" })).toBe("NEWEST");
});
