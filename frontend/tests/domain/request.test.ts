import { expect, test } from "vitest";
import { isAssigned, isOverdueAt, newerOf, wasOverdueAt } from "../../src/domain/request";
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

test("a request that an executor has and has not begun is assigned", () => {
  const executor = { id: "e1", name: "Ерлан" };

  expect(isAssigned(someRequest({ executor }))).toBe(true);
  expect(isAssigned(someRequest({ executor: null }))).toBe(false);
  expect(isAssigned(someRequest({ executor, status: "IN_PROGRESS" }))).toBe(false);
});

test("what an event holds was overdue at the moment of the event, not now", () => {
  // The server counts the flag at the time of the query.
  const then = someRequest({ dueAt: "2026-01-18T08:00:00Z", isOverdue: true });

  expect(wasOverdueAt(then, "2026-01-15T08:00:00Z")).toBe(false);
  expect(wasOverdueAt(then, "2026-01-18T08:00:00Z")).toBe(true);
  expect(wasOverdueAt({ ...then, status: "DONE" }, "2026-01-19T08:00:00Z")).toBe(false);
});
