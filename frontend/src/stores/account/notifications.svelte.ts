import { query } from "../../api/client";
import { LatestRequest } from "../../api/latest";
import {
  NotificationFeedDocument,
  NotificationsDocument,
  type NotificationFieldsFragment,
  type NotificationsQuery,
} from "../../gql/documents";
import { Meanwhile } from "../../reducer/meanwhile";
import { noticesAfter, type NoticesState } from "../../reducer/notices";
import { subscribe } from "../../live/subscribe";
import { logCursor } from "../page/logcursor";
import { requests } from "../requests/requests.svelte";

export type Notice = NotificationFieldsFragment;
type Listener = (notice: Notice) => void;
type State = NoticesState<Notice>;
/** Makes the list after an answer, which is that of the newest ones or, `isNext`, of those after the list. */
type Joined = (before: State, answer: State, isNext: boolean) => State;

const pageSize = 30;

/** The notifications of the viewer, newest first, and the number of unread ones. */
class Notifications {
  #state: State = $state.raw(none);
  readonly #listeners = new Set<Listener>();
  /** Cancelled when the viewer changes: the notices of one account are not shown to the next. */
  readonly #latest = new LatestRequest();
  readonly #meanwhile = new Meanwhile<Notice>();
  /** The number of the last query, and of the one whose answer is shown. */
  #asked = 0;
  #shown = 0;

  /** Whether the server has not answered yet: an empty list may get its first ones. */
  get isAwaited(): boolean {
    return this.#state === none;
  }

  get items(): readonly Notice[] {
    return this.#state.items;
  }

  get unreadCount(): number {
    return this.#state.unreadCount;
  }

  /** What stands on the bell, which has room for two digits. */
  get badge(): string {
    return this.unreadCount > 99 ? "99+" : String(this.unreadCount);
  }

  /** The cursor of what comes after `items`; null where they are all. */
  get end(): string | null {
    return this.#state.end;
  }

  /** Starts the feed; calls `expired` when the server refuses it because the session has ended. */
  open(expired: () => void): () => void {
    const close = subscribe(NotificationFeedDocument, {}, {
      cursorOf: (data) => data.notifications.cursor,
      apply: (data) => this.#arrive(data.notifications),
      catchUp: async () => {
        const cursor = await logCursor();
        await this.load();
        return cursor;
      },
      refused: (failure) => {
        if (failure.code === "UNAUTHENTICATED") expired();
      },
    });
    return () => {
      close();
      this.#latest.cancel();
      this.#meanwhile.clear();
      this.#state = none;
    };
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The newest ones alone, until the list with its pages sets another way. */
  joined: Joined = (_before, answer) => answer;

  /** Marks some as read that were marked on the server, and asks for the newest ones. */
  change(changed: (before: State) => State): Promise<void> {
    this.#state = changed(this.#state);
    return this.load();
  }

  /** Asks for the newest ones, or for those after a cursor. */
  async load(after: string | null = null): Promise<void> {
    const isNewest = this.#latest.current();
    const number = after === null ? (this.#asked += 1) : this.#shown;
    const ask = () => query(NotificationsDocument, { first: pageSize, after });
    await this.#meanwhile.query(ask, ({ notifications }, arrived) => {
      // An answer that comes late may be from before one was marked as read.
      if (!isNewest() || number < this.#shown || (after !== null && after !== this.#state.end)) return;
      this.#shown = number;
      this.#show(notifications, arrived, after !== null);
    });
  }

  #show(
    { edges, unreadCount, pageInfo }: NotificationsQuery["notifications"],
    arrived: readonly Notice[],
    isNext: boolean,
  ): void {
    const items = edges.map((edge) => edge.node);
    requests.putAll(items.map((notice) => notice.serviceRequest));
    const end = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    const answered = this.joined(this.#state, { items, unreadCount, end }, isNext);
    this.#state = arrived.reduce((state, notice) => noticesAfter(state, notice), answered);
  }

  #arrive(notice: Notice): void {
    requests.put(notice.serviceRequest);
    this.#meanwhile.note(notice);
    const after = noticesAfter(this.#state, notice);
    if (after === this.#state) return;
    this.#state = after;
    this.#listeners.forEach((listener) => listener(notice));
  }
}

const none: State = { items: [], unreadCount: 0, end: null };

export const notifications = new Notifications();
