import type { Locale, ReportSource } from "../gql/documents";

/** What an officer types in beside the report itself: where it came from, and what the citizen left. */
export interface Taken {
  source: ReportSource;
  phone: string;
  name: string;
  email: string;
  locale: Locale;
}

/** The sources in the order of the form: the telephone is first. */
export const reportSources: readonly ReportSource[] = ["PHONE", "COUNTER", "ROUND"];

export function emptyTaken(): Taken {
  return { source: "PHONE", phone: "", name: "", email: "", locale: "KK" };
}

/** Returns the part of a stored draft; null where there is none. */
export function takenIn(value: unknown): Taken | null {
  if (typeof value !== "object" || value === null) return null;
  const stored = value as Record<string, unknown>;
  const isTaken = ["phone", "name", "email", "locale"].every((name) => typeof stored[name] === "string");
  return isTaken && reportSources.includes(stored.source as ReportSource) ? (value as Taken) : null;
}

/** Returns whether the officer has typed nothing about the citizen. */
export function isUntouched(taken: Taken | null | undefined): boolean {
  return taken == null || [taken.phone, taken.name, taken.email].every((text) => text.trim() === "");
}

/** Returns what the API takes; a round of the officer has no caller. */
export function callerOf({ source, phone, name, email, locale }: Taken) {
  const left = source === "ROUND" ? ["", "", ""] : [phone, name, email];
  const [ofPhone, ofName, ofEmail] = left.map((text) => (text?.trim() === "" ? null : (text?.trim() ?? null)));
  return { phone: ofPhone ?? null, name: ofName ?? null, email: ofEmail ?? null, locale };
}

/** Returns whether the text has enough digits to look for earlier requests of the number. */
export function isPhone(text: string): boolean {
  return (text.match(/\d/g)?.length ?? 0) >= 5;
}
