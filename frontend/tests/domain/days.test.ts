import { expect, test } from "vitest";
import { beginOf, endOf, isDay } from "../../src/domain/days";

test("a day begins and ends at the midnights of its city", () => {
  expect(beginOf("2026-11-29", "Asia/Almaty")).toBe("2026-11-28T19:00:00.000Z");
  expect(endOf("2026-11-29", "Asia/Almaty")).toBe("2026-11-29T19:00:00.000Z");
  expect(endOf("2026-12-31", "UTC")).toBe("2027-01-01T00:00:00.000Z");
});

test("the day on which Almaty turned its clocks back lasts 25 hours", () => {
  const hours = (Date.parse(endOf("2024-02-29", "Asia/Almaty")) - Date.parse(beginOf("2024-02-29", "Asia/Almaty")));
  expect(hours / 3600_000).toBe(25);
});

test.each(["2026-02-30", "2026-13-01", "yesterday", "2026-1-1", "", undefined])("%s is no day", (text) => {
  expect(isDay(text)).toBe(false);
});
