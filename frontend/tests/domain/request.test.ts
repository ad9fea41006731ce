import { expect, test } from "vitest";
import { isOverdueAt, newerOf } from "../../src/domain/request";
import { someRequest } from "../somerequest";

test("an older version never replaces a newer one", () => {
  const held = someRequest({ version: 4, status: "DONE" });
  const late = someRequest({ version: 3, status: "IN_PROGRESS" });

  expect(newerOf(held, late)).toBe(held);
});

test("the same version replaces itself, because a query may select more fields", () => {
  const held = someRequest({ version: 2, followerCount: 1 });
  const asked = someRequest({ version: 2, followerCount: 2 });

  expect(newerOf(held, asked)).toBe(asked);
});

test("a deadline that passes makes a request overdue without an event", () => {
  const request = someRequest({ dueAt: "2026-01-18T08:00:00Z" });

  expect(isOverdueAt(request, Date.parse("2026-01-18T07:59:59Z"))).toBe(false);
  expect(isOverdueAt(request, Date.parse("2026-01-18T08:00:01Z"))).toBe(true);
});

test.each(["ON_HOLD", "DONE", "CONFIRMED", "REJECTED"] as const)("a passed deadline is not overdue in %s", (status) => {
  expect(isOverdueAt(someRequest({ status }), Date.parse("2030-01-01T00:00:00Z"))).toBe(false);
});
