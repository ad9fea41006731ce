import type { ServiceRequestOrder } from "../gql/documents";
import type { ServiceRequest } from "./request";

/** The part of a request that decides where it stands in a list. */
export type SortKey = Pick<ServiceRequest, "id" | "createdAt" | "updatedAt" | "dueAt">;

type Compare = (one: SortKey, other: SortKey) => number;

/**
 * The server's sort orders, so that a list on screen stays sorted while its requests change. How well a request matches
 * a text only the server knows: such a list stays as it came.
 */
export const compareIn: Record<ServiceRequestOrder, Compare> = {
  BEST_MATCH: () => 0,
  NEWEST: (one, other) => later(one.createdAt, other.createdAt) || byId(other, one),
  OLDEST: (one, other) => later(other.createdAt, one.createdAt) || byId(one, other),
  UPDATED: (one, other) => later(one.updatedAt, other.updatedAt) || byId(other, one),
  DUE_FIRST: (one, other) => dueTime(one) - dueTime(other) || byId(one, other),
};

function later(one: string, other: string): number {
  return Date.parse(other) - Date.parse(one);
}

// A missing deadline sorts last. Infinity would give NaN when it is subtracted from itself.
function dueTime({ dueAt }: SortKey): number {
  return dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt);
}

function byId(one: SortKey, other: SortKey): number {
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}
