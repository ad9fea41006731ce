import type { Score } from "../reducer/scores";

export type { Score };

/** The figures by which the table can be sorted, in the order of its columns. */
export const figures = ["onTime", "work", "reopened", "rating", "active", "done", "marked"] as const;
export type Figure = (typeof figures)[number];

/** What a rank needs: with fewer finished works that had a deadline, the share on time says little. */
export const leastJudged = 20;

const valueOf: Record<Figure, (score: Score) => number | null> = {
  onTime: ({ record }) => (record?.rank == null ? null : record.onTimeLow),
  work: ({ record }) => record?.medianHoursOfWork ?? null,
  reopened: ({ record }) => record?.reopenRate ?? null,
  rating: ({ averageRating }) => averageRating,
  active: ({ active }) => active,
  done: ({ done }) => done,
  marked: ({ markedRequests }) => markedRequests,
};

/** Fewer of these is better, or what to look at first: they begin with the smallest. */
const ascending: ReadonlySet<Figure> = new Set(["work", "reopened"]);

/**
 * Returns the executors by a figure, `reversed` for the other end first. Those without the figure come last either
 * way; by the share on time these are all that have no rank.
 */
export function sortedBy(scores: readonly Score[], figure: Figure, reversed: boolean): Score[] {
  const sign = ascending.has(figure) === reversed ? -1 : 1;
  return scores.toSorted((one, other) => {
    const [first, second] = [valueOf[figure](one), valueOf[figure](other)];
    if (first === null || second === null) {
      return Number(first === null) - Number(second === null) || other.done - one.done || byName(one, other);
    }
    return sign * (first - second) || byName(one, other);
  });
}

/** Returns `aria-sort` of a sorted column. */
export function directionOf(figure: Figure, reversed: boolean): "ascending" | "descending" {
  return ascending.has(figure) === reversed ? "descending" : "ascending";
}

function byName(one: Score, other: Score): number {
  return nameOf(one).localeCompare(nameOf(other));
}

export function nameOf({ executor }: Score): string {
  return executor.fullName ?? executor.name;
}

/** What a figure leads to; `late` stands beside the share on time. */
export type Counted = Figure | "late";

/** Returns the parameters of the list of exactly the requests that a figure counts. */
export function requestsOf({ executor, record }: Score, figure: Counted): Record<string, string> {
  const since: Record<string, string> = record === null ? {} : { donesince: record.since };
  const narrowed: Record<Counted, Record<string, string>> = {
    onTime: { late: "0", ...since },
    late: { late: "1", ...since },
    work: { done: "1", ...since },
    reopened: { disputed: "1" },
    rating: { done: "1" },
    active: { show: "open" },
    done: { done: "1" },
    marked: { marked: "1" },
  };
  return { executor: executor.id, ...narrowed[figure] };
}

/** Returns a share as whole percents; 100 and 0 only where it is exactly that. */
export function percentOf(share: number): number {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return 99;
  return rounded === 0 && share > 0 ? 1 : rounded;
}
