import { roleTraits } from "../domain/roles";
import { fitsPerson, isWaiting, type Person } from "../domain/people";
import type { AccountFilterInput } from "../gql/documents";

/** The accounts of a city: what the server last answered, with the decisions that officers have taken here since. */
export interface PeopleState {
  /** Those that wait for an officer: future officers before executors, the oldest first; null until they are known. */
  readonly waiting: readonly Person[] | null;
  /** Those that pass the filter, the newest first; null until they are known. */
  readonly items: readonly Person[] | null;
  readonly hasMore: boolean;
}

export const emptyPeople: PeopleState = { waiting: null, items: null, hasMore: false };

/** Returns the list after its first page or the next one; an account that comes twice is shown as it came last. */
export function peopleAfterPage(
  before: PeopleState, found: readonly Person[], hasMore: boolean, isNext: boolean,
): PeopleState {
  const old = isNext ? (before.items ?? []) : [];
  return { ...before, items: [...old.filter(({ id }) => found.every((one) => one.id !== id)), ...found], hasMore };
}

/**
 * Returns the lists after a decision, with the account as the server returned it. Decisions may be folded in more than
 * once. One that has come into a list stands where the server would place it, unless that is on a later page.
 */
export function peopleAfterDecision(before: PeopleState, person: Person, filter: AccountFilterInput): PeopleState {
  const isShown = before.items?.some(({ id }) => id === person.id);
  // A decision changes no words: what a search has not found before, it would not find now.
  const fits = fitsPerson(person, filter) ?? isShown ?? false;
  const last = before.items?.at(-1);
  const isLater = !isShown && before.hasMore && last !== undefined && newestFirst(last, person) < 0;
  return {
    ...before,
    items: placed(before.items, person, fits && !isLater, newestFirst),
    waiting: placed(before.waiting, person, isWaiting(person), longestWaiting),
  };
}

type Order = (one: Person, other: Person) => number;

/** One that is there keeps its place, so that no card moves under its reader. */
function placed(
  people: readonly Person[] | null, person: Person, belongs: boolean, order: Order,
): readonly Person[] | null {
  if (people?.some(({ id }) => id === person.id)) {
    return people.flatMap((one) => (one.id !== person.id ? [one] : belongs ? [person] : []));
  }
  // What is not known yet comes with its answer.
  return people !== null && belongs ? [...people, person].sort(order) : people;
}

function newestFirst(one: Person, other: Person): number {
  return timeOf(other) - timeOf(one) || (one.id < other.id ? 1 : -1);
}

function longestWaiting(one: Person, other: Person): number {
  return Number(isOfficer(other)) - Number(isOfficer(one)) || timeOf(one) - timeOf(other);
}

function isOfficer({ registeredRole, role }: Person): boolean {
  return roleTraits[registeredRole ?? role].overseesCity;
}

function timeOf({ createdAt }: Person): number {
  return Date.parse(createdAt ?? "") || 0;
}
