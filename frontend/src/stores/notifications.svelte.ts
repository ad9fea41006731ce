import { ask, tell } from "../api/client";
import {
  MarkNotificationsReadDocument,
  NotificationFeedDocument,
  NotificationsDocument,
  type NotificationFieldsFragment,
} from "../gql/documents";
import { subscribe } from "../live/subscribe";
import { logCursor } from "./logcursor";
import { requests } from "./requests.svelte";

export type Notice = NotificationFieldsFragment;
type Listener = (notice: Notice) => void;

const pageSize = 30;

/** What the viewer is told, newest first, and how much of it is unread. */
class Notifications {
  items: Notice[] = $state.raw([]);
  unreadCount = $state(0);
  readonly #listeners = new Set<Listener>();

  /** `expired` is told when the session has ended meanwhile. */
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
      this.items = [];
      this.unreadCount = 0;
    };
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(): Promise<void> {
    const { notifications } = await ask(NotificationsDocument, { first: pageSize, after: null });
    this.items = notifications.edges.map((edge) => edge.node);
    this.unreadCount = notifications.unreadCount;
    requests.putAll(this.items.map((notice) => notice.serviceRequest));
  }

  async markAllRead(): Promise<void> {
    const newest = this.items[0];
    if (newest === undefined) return;
    await tell(MarkNotificationsReadDocument, { upTo: newest.id });
    await this.load();
  }

  #arrive(notice: Notice): void {
    requests.put(notice.serviceRequest);
    if (this.items.some((held) => held.id === notice.id)) return;
    this.items = [notice, ...this.items];
    if (!notice.read) this.unreadCount += 1;
    this.#listeners.forEach((listener) => listener(notice));
  }
}

export const notifications = new Notifications();
