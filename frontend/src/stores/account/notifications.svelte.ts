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
import { subscribe } from "../../live/subscribe";
import { logCursor } from "../page/logcursor";
import { requests } from "../requests/requests.svelte";

export type Notice = NotificationFieldsFragment;
type Listener = (notice: Notice) => void;

const pageSize = 30;

/** The notifications of the viewer, newest first, and the number of unread ones. */
class Notifications {
  items: Notice[] = $state.raw([]);
  unreadCount = $state(0);
  readonly #listeners = new Set<Listener>();
  /** Cancelled when the viewer changes: the notices of one account are not shown to the next. */
  readonly #latest = new LatestRequest();
  #loading = 0;
  #arrivedMeanwhile: Notice[] = [];

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
      this.#arrivedMeanwhile = [];
      this.items = [];
      this.unreadCount = 0;
    };
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(): Promise<void> {
    const isNewest = this.#latest.current();
    this.#loading += 1;
    try {
      const { notifications } = await query(NotificationsDocument, { first: pageSize, after: null });
      if (isNewest()) this.#show(notifications);
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#arrivedMeanwhile = [];
    }
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

  #show({ edges, unreadCount }: NotificationsQuery["notifications"]): void {
    this.items = edges.map((edge) => edge.node);
    this.unreadCount = unreadCount;
    requests.putAll(this.items.map((notice) => notice.serviceRequest));
    // Notifications that arrived during the query may be newer than its answer.
    this.#arrivedMeanwhile.forEach((notice) => this.#add(notice));
  }

  #arrive(notice: Notice): void {
    requests.put(notice.serviceRequest);
    if (this.#loading > 0) this.#arrivedMeanwhile.push(notice);
    if (this.#add(notice)) this.#listeners.forEach((listener) => listener(notice));
  }

  /** Returns false when it is already in the list. */
  #add(notice: Notice): boolean {
    if (this.items.some((held) => held.id === notice.id)) return false;
    this.items = [notice, ...this.items];
    if (!notice.read) this.unreadCount += 1;
    return true;
  }
}

export const notifications = new Notifications();
