import type { Translate } from "./translate";

const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
const day = 24 * hour;

/**
 * "23 қар., 14:05", by the clock of the city; with the year where it is not the present one. `now` is in milliseconds
 * since 1970.
 */
export function formatMoment(iso: string, t: Translate, timeZone: string, now: number): string {
  const local = localDate(Date.parse(iso), timeZone);
  const time = local.toISOString().slice(11, 16);
  const [day, year] = [local.getUTCDate(), local.getUTCFullYear()];
  const month = t("month-short", { month: local.getUTCMonth() + 1 });
  return year === localDate(now, timeZone).getUTCFullYear()
    ? t("moment-this-year", { day, month, time })
    : t("moment-other-year", { day, month, time, year });
}

/** "2026 ж. 23 қар.", by the clock of the city: for what may lie years back. */
export function formatDay(iso: string, t: Translate, timeZone: string): string {
  const local = localDate(Date.parse(iso), timeZone);
  const month = t("month-short", { month: local.getUTCMonth() + 1 });
  return t("day-with-year", { day: local.getUTCDate(), month, year: local.getUTCFullYear() });
}

/** "2 d 3 h", "3 h 5 min", "5 min": the two largest units say enough; of many days their number. */
export function formatSpan(milliseconds: number, t: Translate): string {
  const whole = Math.abs(milliseconds);
  const days = Math.floor(whole / day);
  const hours = Math.floor((whole % day) / hour);
  const minutes = Math.floor((whole % hour) / minute);
  const parts: [number, string][] = days > 0
    ? [[days, t("unit-day")], [days < 100 ? hours : 0, t("unit-hour")]]
    : [[hours, t("unit-hour")], [minutes, t("unit-minute")]];
  const shown = parts.filter(([count]) => count !== 0).map(([count, unit]) => withUnit(count, unit));
  return shown.length > 0 ? shown.join(" ") : withUnit(1, t("unit-minute"));
}

/** A number and its unit stay on one line. */
function withUnit(count: number, unit: string): string {
  return `${count}\u00a0${unit}`;
}

/** The time that is left: in the last hour to the second, "59 min 5 s". */
export function formatCountdown(milliseconds: number, t: Translate): string {
  if (milliseconds < 0 || milliseconds >= hour) return formatSpan(milliseconds, t);
  const minutes = Math.floor(milliseconds / minute);
  const seconds = withUnit(Math.floor((milliseconds % minute) / second), t("unit-second"));
  return minutes > 0 ? `${withUnit(minutes, t("unit-minute"))} ${seconds}` : seconds;
}

/** Turns what a datetime-local field holds into an instant, read by the clock of the city. */
export function instantInZone(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  return new Date(asUtc - zoneOffset(asUtc, timeZone)).toISOString();
}

/** The opposite: an instant as a datetime-local field shows it. */
export function localInZone(instant: number, timeZone: string): string {
  return localDate(instant, timeZone).toISOString().slice(0, 16);
}

/** Returns a date whose UTC fields are those of the clock of the city. */
function localDate(instant: number, timeZone: string): Date {
  return new Date(instant + zoneOffset(instant, timeZone));
}

// A list formats two moments a card, and making a formatter takes longer than using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const held = formatters.get(timeZone);
  if (held !== undefined) return held;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  formatters.set(timeZone, made);
  return made;
}

/**
 * Since 1 March 2024 all of Kazakhstan keeps UTC+5. Browsers with older zone data, such as those of iPhones before
 * iOS 17.4, still take these two for UTC+6: a time would be an hour late, and a deadline that is typed an hour early.
 */
const moved: ReadonlySet<string> = new Set(["Asia/Almaty", "Asia/Qostanay"]);
const movedAt = Date.UTC(2024, 1, 29, 18);
const offsetSince = 5 * hour;

function zoneOffset(instant: number, timeZone: string): number {
  const isLate = instant >= movedAt && moved.has(timeZone) && isOutdated(timeZone);
  return isLate ? offsetSince : browserOffset(instant, timeZone);
}

const outdated = new Map<string, boolean>();

/** Returns whether the browser does not know of the change; newer data is believed, whatever it says of later years. */
function isOutdated(timeZone: string): boolean {
  const held = outdated.get(timeZone) ?? browserOffset(movedAt, timeZone) !== offsetSince;
  outdated.set(timeZone, held);
  return held;
}

function browserOffset(instant: number, timeZone: string): number {
  const parts = formatterOf(timeZone).formatToParts(new Date(instant));
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(instant / 1000) * 1000;
}
