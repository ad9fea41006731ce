import { newestFirst, type NoticeLike, type NoticesState } from "./notices";

/**
 * Returns the notifications after an answer of the server. The newest ones keep what is shown after them, so that the
 * list does not shrink under its reader, unless there may be others between.
 */
export function noticesAfterAnswer<Notice extends NoticeLike>(
  before: NoticesState<Notice>,
  answer: NoticesState<Notice>,
  isNext: boolean,
): NoticesState<Notice> {
  const ids = new Set(answer.items.map(({ id }) => id));
  const others = before.items.filter(({ id }) => !ids.has(id));
  if (isNext) return { ...answer, items: [...others, ...answer.items].sort(newestFirst) };
  const last = answer.items.at(-1);
  if (answer.end === null || last === undefined || others.length === before.items.length) return answer;
  const older = others.filter(({ at }) => at < last.at);
  return older.length === 0 ? answer : { ...answer, items: [...answer.items, ...older], end: before.end };
}

/** Returns the notifications after these were marked as read. */
export function noticesRead<Notice extends NoticeLike>(
  before: NoticesState<Notice>,
  ids: readonly string[],
): NoticesState<Notice> {
  if (!before.items.some(({ id }) => ids.includes(id))) return before;
  return { ...before, items: before.items.map((one) => (ids.includes(one.id) ? { ...one, read: true } : one)) };
}
