/** What the list of notifications needs of one. */
export interface NoticeLike {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly read: boolean;
}

/** The notifications of the viewer, newest first: what the server last answered, with those since. */
export interface NoticesState<Notice extends NoticeLike> {
  readonly items: readonly Notice[];
  readonly unreadCount: number;
  /** The cursor of what comes after `items`; null where they are all. */
  readonly end: string | null;
}

/** Returns the notifications after one has arrived; the same state where it is known already. */
export function noticesAfter<Notice extends NoticeLike>(
  before: NoticesState<Notice>,
  notice: Notice,
): NoticesState<Notice> {
  if (before.items.some((held) => held.id === notice.id)) return before;
  return {
    ...before,
    items: [notice, ...before.items].sort(newestFirst),
    unreadCount: before.unreadCount + Number(!notice.read),
  };
}

/** Compares two notifications by their time. */
export function newestFirst(one: NoticeLike, other: NoticeLike): number {
  return one.at < other.at ? 1 : one.at > other.at ? -1 : 0;
}
