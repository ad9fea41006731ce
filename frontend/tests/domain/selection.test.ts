import { expect, test } from "vitest";
import { belongs, dependsOnSteps } from "../../src/domain/selection";
import type { ServiceRequestFilter } from "../../src/gql/documents";
import { someRequest } from "../somerequest";

const cases: [string, ServiceRequestFilter, boolean | null][] = [
  ["no filter", {}, true],
  ["its city", { cityId: "almaty" }, true],
  ["another city", { cityId: "astana" }, false],
  ["its status among others", { statuses: ["ACCEPTED", "DONE"] }, true],
  ["another status", { statuses: ["DONE"] }, false],
  ["another category", { categoryIds: ["lighting"] }, false],
  ["only overdue", { overdue: true }, false],
  ["only unassigned", { unassigned: true }, true],
  ["its author", { authorId: "u1" }, true],
  ["an executor it does not have", { executorId: "u2" }, false],
  ["a text is the server's to judge", { text: "яма" }, null],
  ["a zone is the server's to judge", { zone: "88283082a3fffff" }, null],
  ["who follows it is the server's to judge", { followerId: "u1" }, null],
  ["sent since then", { createdFrom: "2020-01-01T00:00:00Z" }, true],
  ["sent before", { createdFrom: "2100-01-01T00:00:00Z" }, false],
  ["sent before a time", { createdTo: "2100-01-01T00:00:00Z" }, true],
  ["sent at that time or later", { createdTo: "2026-01-15T08:00:00Z" }, false],
  ["in no district", { districtIds: ["almaty-medeu"] }, false],
  ["a text cannot save what another field refuses", { text: "яма", cityId: "astana" }, false],
];

test.each(cases)("%s", (_name, filter, expected) => {
  expect(belongs(someRequest(), filter)).toBe(expected);
});

test("a request belongs to the list of its district", () => {
  const request = someRequest({ district: { id: "almaty-medeu" } });

  expect(belongs(request, { districtIds: ["almaty-auezov", "almaty-medeu"] })).toBe(true);
  expect(belongs(request, { districtIds: ["almaty-auezov"] })).toBe(false);
});

test.each<[ServiceRequestFilter, boolean]>([
  [{}, false],
  [{ cityId: "almaty", authorId: "u1" }, false],
  [{ cityId: "almaty", statuses: ["DONE"] }, true],
  [{ overdue: false }, true],
  [{ cityId: "almaty", categoryIds: null }, false],
])("events can change a list with the filter %j: %s", (filter, expected) => {
  expect(dependsOnSteps(filter)).toBe(expected);
});
