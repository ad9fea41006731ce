import { expect, test } from "vitest";
import { compareIn } from "../../src/domain/order";
import { someRequest } from "../somerequest";

const a = someRequest({ id: "a", createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-09T00:00:00Z", dueAt: null });
const b = someRequest({
  id: "b",
  createdAt: "2026-01-02T00:00:00Z",
  updatedAt: "2026-01-08T00:00:00Z",
  dueAt: "2026-02-02T05:00:00+05:00",
});
const c = someRequest({
  id: "c",
  createdAt: "2026-01-02T00:00:00Z",
  updatedAt: "2026-01-07T00:00:00Z",
  dueAt: "2026-02-01T23:00:00Z",
});

test.each([["NEWEST", "cba"], ["OLDEST", "abc"], ["UPDATED", "abc"], ["DUE_FIRST", "cba"]] as const)(
  "%s is the order of the server: %s",
  (order, ids) => {
    const sorted = [a, b, c].sort(compareIn[order]);

    expect(sorted.map(({ id }) => id).join("")).toBe(ids);
  },
);
