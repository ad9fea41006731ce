import type { NotificationChannel, NotificationKind, NotificationPreferencesQuery, Role } from "../gql/documents";

export type Preference = NotificationPreferencesQuery["notificationPreferences"][number];

/** The kinds of notification that each role can receive. */
const kindsOf: Record<Role, readonly NotificationKind[]> = {
  CITIZEN: ["VERDICT_ASKED", "REQUEST_MOVED"],
  EXECUTOR: ["ASSIGNMENT", "DISPUTE", "DEADLINE", "REQUEST_MOVED"],
  AKIMAT: ["DIGEST", "DISPUTE", "DEADLINE", "REQUEST_MOVED"],
};
export const channels = ["EMAIL", "PUSH"] as const satisfies readonly NotificationChannel[];

export function kindsFor(role: Role): readonly NotificationKind[] {
  return kindsOf[role];
}

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
