import { expect, test } from "vitest";
import type { Person } from "../../src/domain/people";
import { emptyPeople, peopleAfterDecision, peopleAfterPage, type PeopleState } from "../../src/reducer/people";

/** An executor who was registered in this minute, and waits for approval. */
function person(minute: number, changes: Partial<Person> = {}): Person {
  return {
    id: `p${minute}`, name: "Б", fullName: "Б", email: "b@example.kz", emailVerified: true, role: "CITIZEN",
    registeredRole: "EXECUTOR", approved: false, rejected: false, blocked: false, blockedEverywhere: false,
    isHead: false, createdAt: `2026-01-01T00:0${minute}:00Z`, categoryIds: [], organisation: null, decisions: [],
    ...changes,
  };
}

const officer = { registeredRole: "AKIMAT" } as const;

function state(items: Person[], waiting: Person[] = [], hasMore = false): PeopleState {
  return peopleAfterPage({ ...emptyPeople, waiting }, items, hasMore, false);
}

const ids = (people: readonly Person[] | null) => people?.map(({ id }) => id);

test("an approved executor leaves those who wait, and stays in the list as approved", () => {
  const before = state([person(2), person(1)], [person(1), person(2)]);

  const after = peopleAfterDecision(before, person(1, { approved: true }), {});

  expect([ids(after.waiting), ids(after.items)]).toEqual([["p2"], ["p2", "p1"]]);
  expect(after.items?.[1]?.approved).toBe(true);
  expect(peopleAfterDecision(after, person(1, { approved: true }), {})).toEqual(after);
});

test("who is unblocked leaves the blocked ones, and waits again where that was not decided", () => {
  const before = state([person(3, { blocked: true })], [person(1, officer), person(5)]);

  const after = peopleAfterDecision(before, person(3), { blocked: true });

  expect([ids(after.items), ids(after.waiting)]).toEqual([[], ["p1", "p3", "p5"]]);
});

test.each([
  ["within the page", 4, true, ["p5", "p4", "p3"]],
  ["on a later page", 2, true, ["p5", "p3"]],
  ["after the last", 2, false, ["p5", "p3", "p2"]],
] as const)("who comes into a list %s stands where the server places them", (_, minute, hasMore, expected) => {
  const before = state([person(5, { blocked: true }), person(3, { blocked: true })], [], hasMore);

  const after = peopleAfterDecision(before, person(minute, { blocked: true }), { blocked: true });

  expect(ids(after.items)).toEqual(expected);
});

test("a search shows whom it has found before, and no other account", () => {
  const before = state([person(2)]);
  const filter = { search: "б" };

  expect(ids(peopleAfterDecision(before, person(2, { blocked: true }), filter).items)).toEqual(["p2"]);
  expect(ids(peopleAfterDecision(before, person(1, { blocked: true }), filter).items)).toEqual(["p2"]);
});

test("a role that the filter leaves out stays out", () => {
  const before = state([person(2)]);

  expect(ids(peopleAfterDecision(before, person(1, officer), { role: "EXECUTOR" }).items)).toEqual(["p2"]);
});

test("a decision during a query is folded into its answer, which may be older", () => {
  const approved = person(1, { approved: true });
  const answered = { ...state([person(1)]), waiting: [person(1)] };

  const after = peopleAfterDecision(answered, approved, {});

  expect([ids(after.waiting), after.items?.[0]?.approved]).toEqual([[], true]);
});

test("the next page repeats no account, and what comes again is shown as it came last", () => {
  const before = state([person(5), person(3)], [], true);

  const after = peopleAfterPage(before, [person(3, { blocked: true }), person(2)], false, true);

  expect([ids(after.items), after.hasMore]).toEqual([["p5", "p3", "p2"], false]);
  expect(after.items?.[1]?.blocked).toBe(true);
});

test("what is not known yet comes with its answer, and not with a decision", () => {
  expect(peopleAfterDecision(emptyPeople, person(1), {})).toEqual(emptyPeople);
});
