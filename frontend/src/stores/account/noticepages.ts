import { mutate } from "../../api/client";
import { MarkNotificationReadDocument, MarkNotificationsReadDocument } from "../../gql/documents";
import { noticesAfterAnswer, noticesRead } from "../../reducer/noticepages";
import { notifications } from "./notifications.svelte";

// What only the list of notifications and a link from it need: the first screen shows their number alone.
notifications.joined = noticesAfterAnswer;

/** Loads the notifications after those that are shown. */
export async function moreNotices(): Promise<void> {
  await notifications.load(notifications.end);
}

export async function markAllRead(): Promise<void> {
  const ids = notifications.items.map(({ id }) => id);
  if (ids[0] === undefined) return;
  await mutate(MarkNotificationsReadDocument, { upTo: ids[0] });
  await notifications.change((before) => noticesRead(before, ids));
}

/** Marks one notification as read: it was opened. */
export async function markRead(id: string): Promise<void> {
  if (notifications.items.find((notice) => notice.id === id)?.read === true) return;
  await mutate(MarkNotificationReadDocument, { id });
  await notifications.change((before) => noticesRead(before, [id]));
}
