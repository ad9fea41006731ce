import { expect, test } from "vitest";
import { isMonth, monthTitle, shiftMonth } from "../../src/domain/month";
import { texts } from "../i18n/texts";

test.each([
  ["2026-11", -1, "2026-10"],
  ["2026-01", -1, "2025-12"],
  ["2025-12", 1, "2026-01"],
  ["2026-06", -18, "2024-12"],
])("%s moved by %i is %s", (month, by, moved) => {
  expect(shiftMonth(month, by)).toBe(moved);
});

test.each(["2026-13", "2026-1", "november", "", "2026-11-01"])("%j is no month", (text) => {
  expect(isMonth(text)).toBe(false);
});

test("a month has its name and year", () => {
  expect(isMonth("2026-11")).toBe(true);
  expect(monthTitle("2026-11", texts.kk)).toBe("2026 ж. қараша");
});
