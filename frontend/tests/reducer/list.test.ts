import { describe, expect, test } from "vitest";
import { compareIn } from "../../src/domain/order";
import { newerOf, type ServiceRequest } from "../../src/domain/request";
import { belongs } from "../../src/domain/selection";
import type { ServiceRequestFilter, ServiceRequestOrder, ServiceRequestStatus } from "../../src/gql/documents";
import {
  emptyList,
  listAfterCount,
  listAfterEvent,
  listAfterPage,
  listWithin,
  type ListRules,
  type ListState,
  type Unknown,
} from "../../src/reducer/list";
import { someRequest } from "../somerequest";

const statuses: ServiceRequestStatus[] = ["ACCEPTED", "IN_PROGRESS", "ON_HOLD", "DONE", "CONFIRMED", "REJECTED"];
const categories = ["pothole", "lighting", "waste"];

/** Numbers that are the same in every run (mulberry32). */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, one: <Value>(values: readonly Value[]) => values[below(values.length)]! };
}

type Random = ReturnType<typeof randomFrom>;

const time = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function change(random: Random, before: ServiceRequest, minute: number): ServiceRequest {
  const executor = random.below(3) === 0 ? { id: random.one(["e1", "e2"]), name: "Ерлан" } : before.executor;
  return {
    ...before,
    version: before.version + 1,
    status: random.one(statuses),
    updatedAt: time(minute),
    dueAt: random.below(4) === 0 ? null : time(random.below(2_000)),
    category: random.below(4) === 0 ? { id: random.one(categories) } : before.category,
    executor: executor as ServiceRequest["executor"],
  };
}

/** A city in which requests are sent and changed: every version of every request, and when the page was answered. */
function story(seed: number) {
  const random = randomFrom(seed);
  const newest = new Map<string, ServiceRequest>();
  const events: ServiceRequest[] = [];
  const step = (minute: number) => {
    const isNew = newest.size === 0 || random.below(3) === 0;
    const known = isNew ? undefined : random.one([...newest.values()]);
    const after = known === undefined ? sent(random, newest.size, minute) : change(random, known, minute);
    newest.set(after.id, after);
    events.push(after);
  };
  const answeredAt = 10 + random.below(40);
  for (let minute = 0; minute < answeredAt; minute += 1) step(minute);
  const before = [...newest.values()];
  events.length = 0;
  for (let minute = answeredAt; minute < answeredAt + 40; minute += 1) step(minute);
  return { random, before, events, after: [...newest.values()] };
}

function sent(random: Random, count: number, minute: number): ServiceRequest {
  const status = "ACCEPTED" as const;
  const category = { id: random.one(categories) };
  // Times of creation grow, as in the log.
  return someRequest({
    id: `r${String(count).padStart(3, "0")}`, version: 1, status, category,
    createdAt: time(minute), updatedAt: time(minute), dueAt: time(random.below(2_000)),
  });
}

function rowsOf(all: readonly ServiceRequest[], { filter, order }: ListRules): ServiceRequest[] {
  return all.filter((one) => belongs(one, filter) === true).sort(compareIn[order]);
}

function pageOf(all: readonly ServiceRequest[], rules: ListRules, size: number) {
  const rows = rowsOf(all, rules);
  return {
    totalCount: rows.length,
    totalCountIsCapped: false,
    pageInfo: { hasNextPage: rows.length > size },
    edges: rows.slice(0, size).map((node) => ({ node })),
  };
}

class Page {
  readonly held = new Map<string, ServiceRequest>();
  readonly unknown = new Set<Unknown>();
  state: ListState = emptyList;

  constructor(readonly rules: ListRules) {}

  readonly get = (id: string) => this.held.get(id);

  hold(request: ServiceRequest): void {
    this.held.set(request.id, newerOf(this.held.get(request.id), request));
  }

  answer(all: readonly ServiceRequest[], size: number): void {
    const page = pageOf(all, this.rules, size);
    page.edges.forEach(({ node }) => this.hold(node));
    this.state = listAfterPage(null, page, this.rules, this.get);
  }

  event(request: ServiceRequest): void {
    this.hold(request);
    const { state, unknown } = listAfterEvent(this.state, request, this.rules, this.get);
    this.state = state;
    this.unknown.add(unknown);
  }
}

/** The events in any order, some of them more than once. */
function shuffled(random: Random, events: readonly ServiceRequest[]): ServiceRequest[] {
  const all = [...events, ...events.filter(() => random.below(3) === 0)];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}

const filters: ServiceRequestFilter[] = [
  {},
  { cityId: "almaty" },
  { cityId: "almaty", statuses: ["ACCEPTED", "IN_PROGRESS"] },
  { categoryIds: ["pothole"] },
  { executorId: "e1", statuses: ["IN_PROGRESS", "ON_HOLD", "DONE"] },
  { unassigned: true },
];
const orders: ServiceRequestOrder[] = ["NEWEST", "OLDEST", "UPDATED", "DUE_FIRST"];
const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);
const cases = filters.flatMap((filter) => orders.map((order) => ({ filter, order })));

describe.each(cases)("$filter in the order $order", (rules) => {
  test("events in any order, with repeats, end in the newest answer", () => {
    for (const seed of seeds) {
      const { random, before, events, after } = story(seed);
      const page = new Page(rules);
      page.answer(before, 1_000);

      shuffled(random, events).forEach((event) => page.event(event));

      expect(page.state.ids, `seed ${seed}`).toEqual(rowsOf(after, rules).map(({ id }) => id));
      expect(page.state.total, `seed ${seed}`).toBe(page.state.ids.length);
      expect([...page.unknown], `seed ${seed}`).toEqual([null]);
    }
  });

  test("a list with more pages shows what stands before its end, and says what it cannot count", () => {
    for (const seed of seeds) {
      const { random, before, events, after } = story(seed);
      const page = new Page(rules);
      page.answer(before, 4);
      const { end, hasMore } = page.state;

      shuffled(random, events).forEach((event) => page.event(event));

      const rows = rowsOf(after, rules);
      const shown = rows.filter((row) => !hasMore || compareIn[rules.order](row, end!) <= 0);
      expect(page.state.ids, `seed ${seed}`).toEqual(shown.map(({ id }) => id));
      if (!page.unknown.has("total")) expect(page.state.total, `seed ${seed}`).toBe(rows.length);
    }
  });
});

describe.each(cases)("$filter in the order $order, with at most six rows", (rules) => {
  test("the rows are the first ones of the newest answer, and the total is counted or known to be unknown", () => {
    for (const seed of seeds) {
      const { random, before, events, after } = story(seed);
      const page = new Page(rules);
      page.answer(before, 4);

      for (const event of shuffled(random, events)) {
        page.event(event);
        page.state = listWithin(page.state, 6, page.get);
      }

      const rows = rowsOf(after, rules);
      const { end, hasMore } = page.state;
      const shown = rows.filter((row) => !hasMore || compareIn[rules.order](row, end!) <= 0);
      expect(page.state.ids, `seed ${seed}`).toEqual(shown.map(({ id }) => id));
      expect(shown.length, `seed ${seed}`).toBeLessThanOrEqual(6);
      if (!page.unknown.has("total")) expect(page.state.total, `seed ${seed}`).toBe(rows.length);
    }
  });
});

test("a list that is open for weeks does not remember every request of the city", () => {
  const rules: ListRules = { filter: { statuses: ["ACCEPTED"] }, order: "NEWEST" };
  const page = new Page(rules);
  page.answer([someRequest({ id: "b", createdAt: time(2) }), someRequest({ id: "a", createdAt: time(1) })], 1);

  for (let number = 0; number < 3_000; number += 1) {
    page.event(someRequest({ id: `old ${number}`, version: 1, createdAt: time(0) }));
  }

  expect(page.state.counted.size).toBeLessThanOrEqual(1_000);
  expect([page.state.ids, page.state.total]).toEqual([["b"], 3_002]);
});

test("the total of a list with more pages is known without a query where every change can be followed", () => {
  const rules: ListRules = { filter: { statuses: ["ACCEPTED"] }, order: "DUE_FIRST" };
  const page = new Page(rules);
  page.answer([someRequest({ id: "a", dueAt: time(1) }), someRequest({ id: "b", dueAt: time(2) })], 1);

  const late = someRequest({ id: "z", version: 1, dueAt: time(9) });
  page.event(late);
  page.event(late);
  expect([page.state.ids, page.state.total]).toEqual([["a"], 3]);
  page.event({ ...late, version: 2, status: "DONE" });
  page.event(late);

  expect([page.state.ids, page.state.total]).toEqual([["a"], 2]);
  expect([...page.unknown]).toEqual([null]);
});

test("a count of the server includes what the list could not count", () => {
  const rules: ListRules = { filter: { statuses: ["ACCEPTED"] }, order: "DUE_FIRST" };
  const page = new Page(rules);
  page.answer([someRequest({ id: "a", dueAt: time(1) }), someRequest({ id: "b", dueAt: time(2) })], 1);

  page.event(someRequest({ id: "c", version: 5, dueAt: time(0) }));
  expect([page.state.ids, page.state.total, [...page.unknown]]).toEqual([["c", "a"], 2, ["total"]]);
  page.state = listAfterCount(page.state, 3, false);
  page.event(someRequest({ id: "c", version: 6, status: "DONE", dueAt: time(0) }));

  expect([page.state.ids, page.state.total]).toEqual([["a"], 2]);
});

test("what the server alone can answer leaves the list as it is", () => {
  const page = new Page({ filter: { text: "яма" }, order: "BEST_MATCH" });
  page.answer([], 20);
  page.event(someRequest({ id: "a" }));

  expect([page.state.ids, [...page.unknown]]).toEqual([[], ["rows"]]);
});

test("a request that changed while the page was queried is shown as it is now", () => {
  const page = new Page({ filter: { statuses: ["ACCEPTED"] }, order: "NEWEST" });
  page.hold(someRequest({ id: "a", version: 2, status: "DONE" }));
  page.answer([someRequest({ id: "a", version: 1 }), someRequest({ id: "b", version: 1 })], 20);

  expect([page.state.ids, page.state.total]).toEqual([["b"], 1]);
});
