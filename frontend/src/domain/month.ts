import type { Translate } from "../i18n/translate";

/** Months in the format of the address bar and the server: "2026-11". */
const form = /^(2\d{3})-(0[1-9]|1[0-2])$/;

export function isMonth(text: string | undefined): text is string {
  return text !== undefined && form.test(text);
}

/** Returns the month so many months later; earlier for a negative number. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const count = year * 12 + (number - 1) + by;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/** Returns the month with its year, such as "2026 ж. қараша". */
export function monthTitle(month: string, t: Translate): string {
  const [year = "", number = "1"] = month.split("-");
  return t("month-name", { month: Number(number), year });
}
