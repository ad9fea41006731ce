import type { WallStatisticsFragment } from "../gql/documents";

/** A bar of the chart by category. */
export interface CategoryRow {
  categoryId: string;
  received: number;
  /** How many were done on these days; null while the figures of days are prepared. */
  done: number | null;
}

/** Each has two lines for its name. */
const rowEms = 2.45;
const titleEms = 1.2;
/** As many as a page that grows with its content has, and one that is not measured yet. */
const usual = 6;

/** Returns how many rows fill a box of this height, without half a row; both are in pixels. */
export function roomFor(height: number, em: number): number {
  return height === 0 ? usual : Math.max(3, Math.floor((height - em * titleEms) / (em * rowEms)));
}

type Counted = Pick<WallStatisticsFragment, "byCategory" | "figuresByCategory">;

/** Returns the categories by the number of requests received, the most first. */
export function categoryRows({ byCategory, figuresByCategory }: Counted): CategoryRow[] {
  const rows = figuresByCategory === null
    ? byCategory.map(({ category, count }) => ({ categoryId: category.id, received: count, done: null }))
    : figuresByCategory.map(({ category, figures }) => ({ categoryId: category.id, ...pick(figures) }));
  return rows.sort((one, other) => other.received - one.received || Number(other.done) - Number(one.done));
}

function pick({ received, done }: { received: number; done: number }): { received: number; done: number } {
  return { received, done };
}
