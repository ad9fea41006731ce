import { expect, test } from "vitest";
import { figuresOfDays, lastDays } from "../../src/wall/days";

test("the days end today by the clock of the city, and the span at its midnight", () => {
  const span = lastDays(Date.parse("2026-11-28T19:30:00Z"), "Asia/Almaty", 3);

  expect(span).toEqual({
    days: ["2026-11-27", "2026-11-28", "2026-11-29"],
    from: "2026-11-26T19:00:00.000Z",
    to: "2026-11-29T19:00:00.000Z",
  });
});

test("a month and a leap day are passed", () => {
  expect(lastDays(Date.parse("2028-03-01T12:00:00Z"), "Asia/Almaty", 3).days).toEqual([
    "2028-02-28", "2028-02-29", "2028-03-01",
  ]);
});

test("a day on which nothing happened has zeros, and days outside the span are left out", () => {
  const figures = { received: 4, done: 2, breached: 1 };
  const rows = figuresOfDays(["2026-11-28", "2026-11-29"], [
    { day: "2026-11-27", figures },
    { day: "2026-11-29", figures },
  ]);

  expect(rows).toEqual([
    { day: "2026-11-28", received: 0, done: 0, breached: 0 },
    { day: "2026-11-29", ...figures },
  ]);
});
