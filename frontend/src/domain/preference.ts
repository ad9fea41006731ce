import type { NotificationChannel, NotificationKind, NotificationPreferencesQuery } from "../gql/documents";

export type Preference = NotificationPreferencesQuery["notificationPreferences"][number];

export const channels = ["EMAIL", "PUSH"] as const satisfies readonly NotificationChannel[];

/** Returns whether a kind of notification can be sent over a channel. The daily digest is sent by email only. */
export function isOffered(kind: NotificationKind, channel: NotificationChannel): boolean {
  return channel !== "PUSH" || kind !== "DIGEST";
}

/** Returns whether a kind of notification is sent over a channel; it is, unless the account has turned it off. */
export function isEnabled(
  preferences: readonly Preference[],
  kind: NotificationKind,
  channel: NotificationChannel,
): boolean {
  return preferences.find((one) => one.kind === kind && one.channel === channel)?.enabled ?? true;
}
