import type { ServiceRequest } from "../domain/request";
import type { PointsQuery } from "../gql/documents";
import { knownAfter, type Known } from "./known";

export type Points = Omit<PointsQuery["points"], "history">;
export type PointsEntry = PointsQuery["points"]["history"]["edges"][number];
type History = PointsQuery["points"]["history"];

/** The points of the viewer and their history, the newest entry first: what the server last answered. */
export interface PointsState {
  /** Null until the server has answered. */
  readonly points: Points | null;
  readonly entries: readonly PointsEntry[];
  readonly hasMore: boolean;
  /** After which the next page begins. */
  readonly endCursor: string | null;
  readonly known: Known;
}

export interface ReducedPoints {
  readonly state: PointsState;
  /** Whether the server has to be asked: it alone knows what a step has paid. */
  readonly isStale: boolean;
}

export const emptyPoints: PointsState = {
  points: null, entries: [], hasMore: false, endCursor: null, known: new Map(),
};

/** Returns the points after an answer with the newest entries. Older ones stay on screen where it reaches to them. */
export function pointsAfterAnswer(before: PointsState, { history, ...points }: PointsQuery["points"]): PointsState {
  const last = history.edges.at(-1)?.cursor;
  const place = before.entries.findIndex(({ cursor }) => cursor === last);
  // Between the answer and what was shown there may be entries that have been missed.
  if (place < 0) return { ...before, points, ...pageOf(history) };
  return { ...before, points, entries: [...history.edges, ...before.entries.slice(place + 1)] };
}

/** Returns the points after the next page, which was asked for after `endCursor`; another page is left out. */
export function pointsAfterPage(before: PointsState, after: string | null, answer: PointsQuery["points"]): PointsState {
  if (after !== before.endCursor) return before;
  const { entries, ...page } = pageOf(answer.history);
  return { ...before, ...page, entries: [...before.entries, ...entries] };
}

/** Returns the points after a step of a request; it may have paid, unless it has come before. */
export function pointsAfterEvent(before: PointsState, request: Pick<ServiceRequest, "id" | "version">): ReducedPoints {
  const known = knownAfter(before.known, request);
  return known === before.known ? { state: before, isStale: false } : { state: { ...before, known }, isStale: true };
}

function pageOf({ edges, pageInfo }: History): Pick<PointsState, "entries" | "hasMore" | "endCursor"> {
  return { entries: edges, hasMore: pageInfo.hasNextPage, endCursor: pageInfo.endCursor };
}
