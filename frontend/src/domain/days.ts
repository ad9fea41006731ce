import { instantInZone } from "../i18n/moment";

const day = 24 * 3600_000;

/** Whether the text is a day of the calendar, such as 2026-11-29. */
export function isDay(text: string | undefined): text is string {
  if (text === undefined || !/^2\d{3}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // The parser of some browsers takes 30 February for a day of March.
  return !isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Returns the midnight with which a day begins by the clock of the city. */
export function beginOf(text: string, timeZone: string): string {
  return instantInZone(`${text}T00:00`, timeZone);
}

/** Returns the midnight with which a day ends by the clock of the city. */
export function endOf(text: string, timeZone: string): string {
  const next = new Date(Date.parse(`${text}T00:00:00Z`) + day).toISOString().slice(0, 10);
  return beginOf(next, timeZone);
}
