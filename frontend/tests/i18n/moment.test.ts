import { expect, test } from "vitest";
import { formatCountdown, formatMoment, formatSpan, instantInZone, localInZone } from "../../src/i18n/moment";
import { texts } from "./texts";

const almaty = "Asia/Almaty";

test("a moment is shown by the clock of the city", () => {
  expect(formatMoment("2026-11-22T19:48:30Z", texts.kk, almaty)).toBe("23 қар., 00:48");
});

test.each([
  [90_000, "1 min"],
  [10_000, "1 min"],
  [3_600_000 * 5, "5 h"],
  [86_400_000 * 2 + 3_600_000 * 3, "2 d 3 h"],
  [-3_660_000, "1 h 1 min"],
])(
  "%i ms is %s",
  (milliseconds, text) => {
    expect(formatSpan(milliseconds, texts.en)).toBe(text);
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
    expect(formatCountdown(milliseconds, texts.en)).toBe(text);
  },
);

test("a local time field is read and written by the clock of the city", () => {
  const instant = instantInZone("2026-07-01T18:00", almaty);

  expect(instant).toBe("2026-07-01T13:00:00.000Z");
  expect(localInZone(Date.parse(instant), almaty)).toBe("2026-07-01T18:00");
});
