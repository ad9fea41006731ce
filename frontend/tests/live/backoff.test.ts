import { expect, test } from "vitest";
import { backoffMilliseconds } from "../../src/live/backoff";

test("waits anything between nothing and the ceiling", () => {
  expect(backoffMilliseconds(0, () => 0)).toBe(0);
  expect(backoffMilliseconds(3, () => 0.5)).toBe(1_600);
});

test("never waits longer than ten seconds", () => {
  expect(backoffMilliseconds(1_000, () => 1)).toBe(10_000);
});
