const page = 10;

/** Returns the row that a key leads to; null for a key that leads to none. */
export function rowAfter(key: string, row: number, count: number): number | null {
  const targets: Record<string, number> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  if (target === undefined || count === 0) return null;
  return Math.min(Math.max(target, 0), count - 1);
}

/**
 * Returns the chosen rows after a press on the box of one. With Shift, all rows from the one pressed before get the
 * state of this one.
 */
export function chosenAfter(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  from: string | null = null,
): ReadonlySet<string> {
  const after = new Set(chosen);
  const [one, other] = [ids.indexOf(id), from === null ? -1 : ids.indexOf(from)];
  const range = other < 0 ? [id] : ids.slice(Math.min(one, other), Math.max(one, other) + 1);
  range.forEach((each) => (chosen.has(id) ? after.delete(each) : after.add(each)));
  return after;
}
