import { expect, test } from "vitest";
import { withRequests, withStep, type NewsItem } from "../../src/wall/news";
import { someRequest } from "../somerequest";

const at = (minute: number) => `2026-11-29T08:${String(minute).padStart(2, "0")}:00Z`;
const step = (id: string, minute: number, kind: "WORK_STARTED" | "WORK_COMPLETED" = "WORK_STARTED", version = 2) => ({
  kind,
  at: at(minute),
  serviceRequest: someRequest({ id, version, updatedAt: at(minute) }),
});
const shown = (items: readonly NewsItem[]) => items.map(({ kind, request }) => [kind, request.id]);

test("a step stands first, and the oldest leaves", () => {
  const items = [step("a", 1), step("b", 2), step("c", 3)].reduce<NewsItem[]>(
    (held, one) => withStep(held, one, 2),
    [],
  );

  expect(shown(items)).toEqual([["WORK_STARTED", "c"], ["WORK_STARTED", "b"]]);
});

test("a step that comes twice, or late, stands once and in its place", () => {
  const first = withStep(withStep([], step("a", 5), 5), step("a", 5), 5);

  expect(shown(withStep(first, step("b", 4), 5))).toEqual([["WORK_STARTED", "a"], ["WORK_STARTED", "b"]]);
});

test("two steps of one request are two events", () => {
  const items = withStep(withStep([], step("a", 1), 5), step("a", 2, "WORK_COMPLETED", 3), 5);

  expect(shown(items)).toEqual([["WORK_COMPLETED", "a"], ["WORK_STARTED", "a"]]);
});

test("the state of a request gives way to its next step", () => {
  const loaded = withRequests([], [someRequest({ id: "a", updatedAt: at(1) })], 5);

  expect(shown(loaded)).toEqual([[null, "a"]]);
  expect(shown(withStep(loaded, step("a", 2), 5))).toEqual([["WORK_STARTED", "a"]]);
});

test("after a loss of the connection known steps keep their names, and what was missed is added", () => {
  const held = withStep([], step("a", 1), 5);
  const missed = [someRequest({ id: "a", version: 3, updatedAt: at(3) }), someRequest({ id: "b", updatedAt: at(2) })];

  expect(shown(withRequests(held, [someRequest({ id: "a", version: 2, updatedAt: at(1) })], 5))).toEqual([
    ["WORK_STARTED", "a"],
  ]);
  expect(shown(withRequests(held, missed, 5))).toEqual([[null, "a"], [null, "b"], ["WORK_STARTED", "a"]]);
});

test("after a second loss the earlier state of a request does not stay beside the newer one", () => {
  const first = withRequests([], [someRequest({ id: "a", version: 2, updatedAt: at(1) })], 5);

  expect(shown(withRequests(first, [someRequest({ id: "a", version: 3, updatedAt: at(2) })], 5))).toEqual([
    [null, "a"],
  ]);
});
