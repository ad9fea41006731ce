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

/** What happened on one day. */
export interface DayRow {
  /** ISO date. */
  day: string;
  received: number;
  done: number;
  breached: number;
}

/** Returns a row for each of the days, in their order; days on which nothing happened have zeros. */
export function figuresOfDays(
  days: readonly string[],
  found: readonly { day: string; figures: Omit<DayRow, "day"> }[],
): DayRow[] {
  const byDay = new Map(found.map(({ day, figures }) => [day, figures]));
  return days.map((day) => {
    const { received = 0, done = 0, breached = 0 } = byDay.get(day) ?? {};
    return { day, received, done, breached };
  });
}
