import { expect, test } from "vitest";
import { isFiltered, keptOfMap, mapFilterOf, passes, withStatus } from "../../src/routing/mapfilter";
import { someRequest } from "../somerequest";

test("without a filter the map shows open requests and those finished within 30 days", () => {
  expect(mapFilterOf({ at: "12/43/77" })).toEqual({ period: "DAYS_30" });
  expect(isFiltered({ at: "12/43/77" })).toBe(false);
});

test("the address names what is shown", () => {
  const params = { status: "DONE,ACCEPTED,NONE", category: "pothole", period: "OPEN", overdue: "1" };
  expect(mapFilterOf(params)).toEqual({
    period: "OPEN", statuses: ["ACCEPTED", "DONE"], categoryIds: ["pothole"], overdue: true,
  });
  expect(isFiltered(params)).toBe(true);
  expect(mapFilterOf({ period: "TODAY", status: "NONE", overdue: "yes" })).toEqual({ period: "DAYS_30" });
});

test("the filter stays while a report is made", () => {
  expect(keptOfMap({ at: "12/43/77", overdue: "1", zones: "LATE" })).toMatchObject({ at: "12/43/77", overdue: "1" });
  expect(keptOfMap({ zones: "LATE" })).not.toHaveProperty("zones");
});

test("a hidden status leaves the others; the last one cannot be hidden", () => {
  const some = withStatus({}, "DONE", false);
  expect(some.split(",")).not.toContain("DONE");
  expect(some.split(",")).toHaveLength(8);
  expect(withStatus({ status: some }, "DONE", true)).toBe("");
  expect(withStatus({ status: "DONE" }, "DONE", false)).toBe("");
});

test.each([
  [{ period: "OPEN" }, { status: "DONE" }, false],
  [{ period: "OPEN" }, { status: "ON_HOLD" }, true],
  [{ period: "DAYS_30", statuses: ["DONE"] }, { status: "ACCEPTED" }, false],
  [{ period: "DAYS_30", categoryIds: ["lighting"] }, { status: "ACCEPTED" }, false],
  [{ period: "DAYS_30", overdue: true }, { status: "ACCEPTED", isOverdue: false }, false],
  [{ period: "DAYS_30", overdue: true, categoryIds: ["pothole"] }, { status: "ACCEPTED", isOverdue: true }, true],
] as const)("%o and a request that is now %o: %s", (filter, change, expected) => {
  const request = someRequest({ category: { id: "pothole" }, ...change } as never);
  expect(passes(filter as never, request)).toBe(expected);
});
