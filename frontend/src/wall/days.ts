import { instantInZone, localInZone } from "../i18n/moment";

const dayMilliseconds = 86_400_000;

/** The last days of a city's calendar, today included. */
export interface LastDays {
  /** ISO dates, the oldest first. */
  days: string[];
  /** The first moment of the oldest, ISO 8601. */
  from: string;
  /** The first moment of tomorrow, ISO 8601. */
  to: string;
}

/** Returns the last `count` days at a moment in milliseconds since 1970, by the clock of the city. */
export function lastDays(now: number, timeZone: string, count: number): LastDays {
  const today = Date.parse(localInZone(now, timeZone).slice(0, 10));
  const dayAfter = (number: number) => new Date(today + number * dayMilliseconds).toISOString().slice(0, 10);
  const midnight = (day: string) => instantInZone(`${day}T00:00`, timeZone);
  const days = Array.from({ length: count }, (_, index) => dayAfter(index - count + 1));
  return { days, from: midnight(dayAfter(1 - count)), to: midnight(dayAfter(1)) };
}
