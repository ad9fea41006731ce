import type { ServiceRequestOrder } from "../gql/documents";

/** The columns after the number with the status, which every row has, in their order. */
export const columns = [
  "problem", "author", "executor", "due", "wait", "work", "answer", "photos", "marks", "rating", "followers", "source",
  "updated",
] as const;
export type Column = (typeof columns)[number];

const atFirst: readonly Column[] = [
  "problem", "author", "executor", "due", "wait", "work", "answer", "photos", "marks",
];

/** Those for which there is room beside an open request. */
export const columnsBeside: readonly Column[] = ["problem", "due"];

/** Returns the columns that were stored on the device, in their order; those of a new device where nothing is. */
export function columnsIn(stored: string | null): readonly Column[] {
  try {
    const names: unknown = JSON.parse(stored ?? "null");
    if (!Array.isArray(names)) return atFirst;
    return columns.filter((column) => names.includes(column));
  } catch {
    return atFirst;
  }
}

/** Returns the columns with this one added or taken away. */
export function toggled(shown: readonly Column[], column: Column): readonly Column[] {
  return columns.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)));
}

interface Sort {
  orders: readonly ServiceRequestOrder[];
  direction: Partial<Record<ServiceRequestOrder, "ascending" | "descending">>;
}

/** The columns by which the server can sort: a page has only a part of the list, so the page cannot. */
const sorts: Partial<Record<Column | "number", Sort>> = {
  number: { orders: ["NEWEST", "OLDEST"], direction: { NEWEST: "descending", OLDEST: "ascending" } },
  due: { orders: ["DUE_FIRST"], direction: { DUE_FIRST: "ascending" } },
  updated: { orders: ["UPDATED"], direction: { UPDATED: "descending" } },
};

/** Returns the order that a press on the title of a column asks for; null where the list has no such order. */
export function nextOrder(column: Column | "number", order: ServiceRequestOrder): ServiceRequestOrder | null {
  const orders = sorts[column]?.orders ?? [];
  return orders[(orders.indexOf(order) + 1) % orders.length] ?? null;
}

/** Returns `aria-sort` of a column; undefined where the list has no such order. */
export function sortOf(column: Column | "number", order: ServiceRequestOrder) {
  const sort = sorts[column];
  return sort === undefined ? undefined : (sort.direction[order] ?? "none");
}
