/** A bar of the chart by category. */
export interface CategoryRow {
  categoryId: string;
  received: number;
}

interface Counted {
  category: { id: string };
  count: number;
}

/** Returns the categories by the number of requests, the most first. */
export function categoryRows(counted: readonly Counted[]): CategoryRow[] {
  return counted
    .map(({ category, count }) => ({ categoryId: category.id, received: count }))
    .sort((one, other) => other.received - one.received);
}
