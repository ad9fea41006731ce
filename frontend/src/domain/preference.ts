import { mailOnly } from "./channels";
import type { NotificationChannel, NotificationKind, NotificationPreferencesQuery } from "../gql/documents";

export type Preference = NotificationPreferencesQuery["notificationPreferences"][number];


/** Returns whether a kind of notification can be sent over a channel. */
export function isOffered(kind: NotificationKind, channel: NotificationChannel): boolean {
  return channel === "EMAIL" || !mailOnly.includes(kind);
}

/** Returns whether a kind of notification is sent over a channel; without a choice it is, but not at night. */
export function isEnabled(
  preferences: readonly Preference[],
  kind: NotificationKind,
  channel: NotificationChannel,
): boolean {
  return preferences.find((one) => one.kind === kind && one.channel === channel)?.enabled ?? channel !== "NIGHT";
}
