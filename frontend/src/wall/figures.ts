import { doneStatuses } from "../domain/statuses";
import type { CountersFieldsFragment } from "../gql/documents";

const names = ["total", "open", "working", "overdue", "done"] as const;
export type Figure = (typeof names)[number];
export type Figures = Readonly<Record<Figure, number>>;

type Counted = Pick<CountersFieldsFragment, "total" | "open" | "overdue" | "byStatus">;

/** Returns the large numbers of the wall. */
export function figuresOf({ total, open, overdue, byStatus }: Counted): Figures {
  const sumOf = (statuses: readonly string[]) =>
    byStatus.filter(({ status }) => statuses.includes(status)).reduce((sum, { count }) => sum + count, 0);
  return { total, open, overdue, working: sumOf(["IN_PROGRESS"]), done: sumOf(doneStatuses) };
}

/** Returns by how much each number has changed; those that have not are left out. */
export function movesOf(before: Figures, now: Figures): Partial<Record<Figure, number>> {
  const changed = names.filter((name) => before[name] !== now[name]);
  return Object.fromEntries(changed.map((name) => [name, now[name] - before[name]]));
}
