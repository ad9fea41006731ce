import { expect, test } from "vitest";
import { filterOf, filterParams, orderOf } from "../../src/routing/cityfilter";

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

test("a status, category, district or source may be several, and unknown statuses are passed over", () => {
  const filter = filterOf("almaty", {
    show: "open", status: "REJECTED,DONE,LOST", category: "pothole,lighting", district: "almaty-medeu", source: "PHONE",
  });

  expect(filter).toEqual({
    cityId: "almaty",
    statuses: ["DONE", "REJECTED"],
    categoryIds: ["pothole", "lighting"],
    districtIds: ["almaty-medeu"],
    reportSources: ["PHONE"],
  });
});

test("days are whole days by the clock of the city, the last one included", () => {
  expect(filterOf("almaty", { from: "2026-11-01", to: "2026-11-02" }, "Asia/Almaty")).toEqual({
    cityId: "almaty",
    createdFrom: "2026-10-31T19:00:00.000Z",
    createdTo: "2026-11-02T19:00:00.000Z",
  });
});

test("of a day and a moment the later one counts", () => {
  const since = "2026-11-02T00:00:00Z";

  expect(filterOf("almaty", { from: "2026-11-01", since }).createdFrom).toBe(since);
  expect(filterOf("almaty", { from: "2026-11-03", since }).createdFrom).toBe("2026-11-02T19:00:00.000Z");
});

test("requests with, without and of one executor", () => {
  const id = "0190a5c1-7b2e-7cc3-9d1f-0123456789ab";

  expect(filterOf("almaty", { unassigned: "1" }).unassigned).toBe(true);
  expect(filterOf("almaty", { unassigned: "0" }).unassigned).toBe(false);
  expect(filterOf("almaty", { executor: id, author: id })).toEqual({ cityId: "almaty", executorId: id, authorId: id });
  expect(filterOf("almaty", { unassigned: "yes", executor: "me", author: "you" })).toEqual({ cityId: "almaty" });
});

test("a span of time and a part of the map", () => {
  expect(filterOf("almaty", { period: "DAYS_30", box: "76.8,43.1,77,43.3" })).toEqual({
    cityId: "almaty",
    period: "DAYS_30",
    bbox: { west: 76.8, south: 43.1, east: 77, north: 43.3 },
  });
  expect(filterOf("almaty", { period: "ALL", box: "here" })).toEqual({ cityId: "almaty" });
});

test("every filter of the address is named, so that all can be cleared", () => {
  const named = new Set<string>(filterParams);
  const seen = new Set<string>();
  const params = new Proxy({}, { get: (_, name) => void seen.add(String(name)) });

  filterOf("almaty", params);

  expect([...seen].filter((name) => !named.has(name))).toEqual([]);
});

test("what is asked of the work stands in the address, and a word that is none asks nothing", () => {
  const executor = "0190a5c1-7b2e-7cc3-9d1f-0123456789ab";
  const params = { executor, done: "1", late: "0", donesince: "2025-12-01", disputed: "1", marked: "1" };
  expect(filterOf("almaty", params, "Asia/Almaty")).toEqual({
    cityId: "almaty", executorId: executor, done: true, late: false, doneFrom: "2025-11-30T19:00:00.000Z",
    disputed: true, marked: true,
  });
  expect(filterOf("almaty", { done: "0", late: "yes", donesince: "2025-12-01", disputed: "", marked: "2" })).toEqual({
    cityId: "almaty",
  });
});
