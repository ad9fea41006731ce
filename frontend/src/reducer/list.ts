import { compareIn, type SortKey } from "../domain/order";
import { newerOf, type ServiceRequest } from "../domain/request";
import { belongs, dependsOnSteps } from "../domain/selection";
import type { ServiceRequestFilter, ServiceRequestOrder } from "../gql/documents";

/** A list of requests: what the server last answered, with the events since. */
export interface ListState {
  readonly ids: readonly string[];
  readonly total: number;
  /** Whether there are more than `total`, because the server has not counted to the end. */
  readonly isCapped: boolean;
  /** Whether there are requests after `end`. */
  readonly hasMore: boolean;
  /** The last row that the server has answered; what sorts after it comes with the next page. */
  readonly end: SortKey | null;
  /** Requests that have changed, with whether `total` includes them, where `ids` does not say it; null: unknown. */
  readonly counted: ReadonlyMap<string, boolean | null>;
}

/** What a list asks for. */
export interface ListRules {
  readonly filter: ServiceRequestFilter;
  readonly order: ServiceRequestOrder;
}

/** What the server has to be asked after an event, because the event does not say it: the total, or the rows. */
export type Unknown = "total" | "rows" | null;

export interface Reduced {
  readonly state: ListState;
  readonly unknown: Unknown;
}

/** A page as the server answers it. */
export interface Page {
  totalCount: number;
  totalCountIsCapped: boolean;
  pageInfo: { hasNextPage: boolean };
  edges: readonly { node: ServiceRequest }[];
}

/** Returns the newest version of a request that the page holds. */
export type Held = (id: string) => ServiceRequest | undefined;

/** A page that is open for weeks sees every request of its city change. */
const mostRemembered = 1_000;

export const emptyList: ListState = {
  ids: [], total: 0, isCapped: false, hasMore: false, end: null, counted: new Map(),
};

/**
 * Returns the list after an answer of the server, whose requests `held` has already. `before` is the list to which the
 * page is appended; null for the first page.
 */
export function listAfterPage(before: ListState | null, page: Page, rules: ListRules, held: Held): ListState {
  const nodes = page.edges.map(({ node }) => node);
  const ids = [...new Set([...(before?.ids ?? []), ...nodes.map(({ id }) => id)])];
  const answered: ListState = {
    ids: sorted(ids, rules, held),
    total: page.totalCount,
    isCapped: page.totalCountIsCapped,
    hasMore: page.pageInfo.hasNextPage,
    end: sortKey(nodes.at(-1)) ?? before?.end ?? null,
    counted: new Map(),
  };
  // A request that changed during the query is newer than in the answer, which is an event that has been missed.
  const changed = nodes.filter(({ id, version }) => (held(id)?.version ?? version) > version);
  return changed.reduce((state, node) => listAfterEvent(state, node, rules, held).state, answered);
}

/**
 * Returns the list after an event, whose request `held` has already. Events may come in any order and more than once:
 * the newest version of a request decides whether it is in the list, and where.
 */
export function listAfterEvent(before: ListState, event: ServiceRequest, rules: ListRules, held: Held): Reduced {
  const newest = newerOf(held(event.id), event);
  // The newest version may have come by the feed of the city, in which ids only stand for authors.
  const answer = belongs({ ...newest, author: event.author }, rules.filter);
  if (answer === null) return { state: before, unknown: "rows" };
  const was = isCounted(before, event);
  const isShown = answer && (before.end === null || !before.hasMore || compareIn[rules.order](newest, before.end) <= 0);
  const counted = new Map(before.counted);
  counted.delete(event.id);
  if (!isShown || was === null) counted.set(event.id, was === null ? null : answer);
  const without = before.ids.filter((id) => id !== event.id);
  const wanted = !isShown ? without : before.ids.includes(event.id) ? before.ids : [...without, event.id];
  const state = {
    ...before,
    ids: sameOr(before.ids, sorted(wanted, rules, held)),
    // One more or less of a number that stands for more says nothing.
    total: before.total + (was === null || before.isCapped ? 0 : Number(answer) - Number(was)),
    counted: notedLast(counted),
  };
  return { state, unknown: was === null && dependsOnSteps(rules.filter) ? "total" : null };
}

/** Returns the list without the rows at its end that are more than `most`: those come with the next page. */
export function listWithin(before: ListState, most: number, held: Held): ListState {
  if (before.ids.length <= most) return before;
  const ids = before.ids.slice(0, most);
  const counted = new Map(before.counted);
  // They are in the total, unless that is unknown.
  before.ids.slice(most).forEach((id) => counted.set(id, counted.get(id) !== null || null));
  return { ...before, ids, end: sortKey(held(ids.at(-1)!)), hasMore: true, counted };
}

/** Returns the list after the server has counted it. */
export function listAfterCount(before: ListState, total: number, isCapped: boolean): ListState {
  // The total includes now what the list has, also where that was unknown.
  const counted = new Map([...before.counted].filter(([id, is]) => is !== null || !before.ids.includes(id)));
  return { ...before, total, isCapped, counted };
}

/** Returns the part of a request by which lists are sorted. */
export function sortKey(request: ServiceRequest | undefined): SortKey | null {
  if (request === undefined) return null;
  const { id, createdAt, updatedAt, dueAt } = request;
  return { id, createdAt, updatedAt, dueAt };
}

/** Whether the total includes the request as it was before the event; null where this cannot be known. */
function isCounted({ ids, counted, hasMore }: ListState, { id, version }: ServiceRequest): boolean | null {
  const known = counted.get(id);
  if (known === true || known === false) return known;
  const isInAnswer = known === undefined && ids.includes(id);
  if (isInAnswer) return true;
  // The first version is an event only where the request was sent after the answer.
  if (version === 1 || (known === undefined && !hasMore)) return false;
  return null;
}

/** Returns what was noted last: what is forgotten, the server counts. */
function notedLast(counted: ListState["counted"]): ListState["counted"] {
  return counted.size <= mostRemembered ? counted : new Map([...counted].slice(-mostRemembered / 2));
}

function sorted(ids: readonly string[], { order }: ListRules, held: Held): string[] {
  const rows = ids.map(held).filter((request) => request !== undefined);
  return rows.sort(compareIn[order]).map(({ id }) => id);
}

/** Returns the ids of before where they are equal, so that what shows them is not drawn again. */
function sameOr(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.length === before.length && after.every((id, place) => id === before[place]) ? before : after;
}
