import { expect, test } from "vitest";
import {
  formatCountdown,
  formatDay,
  formatMoment,
  formatSpan,
  instantInZone,
  localInZone,
} from "../../src/i18n/moment";
import { texts } from "./texts";

const almaty = "Asia/Almaty";

test("a moment is shown by the clock of the city", () => {
  const now = Date.parse("2026-11-29T00:00:00Z");

  expect(formatMoment("2026-11-22T19:48:30Z", texts.kk, almaty, now)).toBe("23 қар., 00:48");
});

test.each([
  ["ru", "29 февр. 2028 г., 18:00"],
  ["kk", "2028 ж. 29 ақп., 18:00"],
  ["en", "29 Feb 2028, 18:00"],
] as const)("a moment of another year names its year (%s)", (language, text) => {
  const now = Date.parse("2026-11-29T00:00:00Z");

  expect(formatMoment("2028-02-29T13:00:00Z", texts[language], almaty, now)).toBe(text);
});

test("the year is that of the clock of the city", () => {
  // 00:30 on 1 January in Almaty, still 31 December in UTC.
  const newYear = "2026-12-31T19:30:00Z";

  expect(formatMoment(newYear, texts.ru, almaty, Date.parse("2026-12-31T19:31:00Z"))).toBe("1 янв., 00:30");
  expect(formatMoment(newYear, texts.ru, almaty, Date.parse("2026-12-31T18:00:00Z"))).toBe("1 янв. 2027 г., 00:30");
  expect(formatMoment("2026-12-31T18:59:00Z", texts.ru, almaty, Date.parse(newYear))).toBe("31 дек. 2026 г., 23:59");
});

test.each([["ru", "23 нояб. 2026 г."], ["kk", "2026 ж. 23 қар."], ["en", "23 Nov 2026"]] as const)(
  "a day always has its year (%s)",
  (language, text) => {
    expect(formatDay("2026-11-22T19:48:30Z", texts[language], almaty)).toBe(text);
  },
);

/** The text as it is shown: a number and its unit stay on one line. */
function unitsKept(text: string): string {
  return text.replaceAll(/(\d) /g, "$1\u00a0");
}

test.each([
  [90_000, "1 min"],
  [10_000, "1 min"],
  [3_600_000 * 5, "5 h"],
  [86_400_000 * 2 + 3_600_000 * 3, "2 d 3 h"],
  [86_400_000 * 99 + 3_600_000 * 3, "99 d 3 h"],
  [-86_400_000 * 1494 - 3_600_000, "1494 d"],
  [-3_660_000, "1 h 1 min"],
])(
  "%i ms is %s",
  (milliseconds, text) => {
    expect(formatSpan(milliseconds, texts.en)).toBe(unitsKept(text));
  },
);

test.each([
  [5_000, "5 s"],
  [65_000, "1 min 5 s"],
  [3_599_000, "59 min 59 s"],
  [3_600_000, "1 h"],
  [-5_000, "1 min"],
  [-600_000, "10 min"],
])(
  "%i ms are left as %s",
  (milliseconds, text) => {
    expect(formatCountdown(milliseconds, texts.en)).toBe(unitsKept(text));
  },
);

test("a local time field is read and written by the clock of the city", () => {
  const instant = instantInZone("2026-07-01T18:00", almaty);

  expect(instant).toBe("2026-07-01T13:00:00.000Z");
  expect(localInZone(Date.parse(instant), almaty)).toBe("2026-07-01T18:00");
});
