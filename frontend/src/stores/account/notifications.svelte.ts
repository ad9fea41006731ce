import { mutate, query } from "../../api/client";
import { LatestRequest } from "../../api/latest";
import {
  MarkNotificationReadDocument,
  MarkNotificationsReadDocument,
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

const pageSize = 30;

/** The notifications of the viewer, newest first, and the number of unread ones. */
class Notifications {
  #state: NoticesState<Notice> = $state.raw(none);
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

  async load(): Promise<void> {
    const isNewest = this.#latest.current();
    const number = (this.#asked += 1);
    const ask = () => query(NotificationsDocument, { first: pageSize, after: null });
    await this.#meanwhile.query(ask, ({ notifications }, arrived) => {
      // An answer that comes late may be from before one was marked as read.
      if (!isNewest() || number < this.#shown) return;
      this.#shown = number;
      this.#show(notifications, arrived);
    });
  }

  async markAllRead(): Promise<void> {
    const newest = this.items[0];
    if (newest === undefined) return;
    await mutate(MarkNotificationsReadDocument, { upTo: newest.id });
    await this.load();
  }

  /** Marks one notification as read: it was opened. */
  async markRead(id: string): Promise<void> {
    if (this.items.find((notice) => notice.id === id)?.read === true) return;
    await mutate(MarkNotificationReadDocument, { id });
    await this.load();
  }

  #show({ edges, unreadCount }: NotificationsQuery["notifications"], arrived: readonly Notice[]): void {
    const items = edges.map((edge) => edge.node);
    requests.putAll(items.map((notice) => notice.serviceRequest));
    const answered: NoticesState<Notice> = { items, unreadCount };
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

const none: NoticesState<Notice> = { items: [], unreadCount: 0 };

export const notifications = new Notifications();
