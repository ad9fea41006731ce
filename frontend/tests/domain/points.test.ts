import { expect, test } from "vitest";
import { progressOf, signed } from "../../src/domain/points";

test.each([
  [0, 0, 25, 0],
  [10, 0, 25, 0.4],
  [100, 100, 300, 0],
  [200, 100, 300, 0.5],
  [5000, 1500, null, 1],
  [-5, 0, 25, 0],
  [400, 100, 300, 1],
])("%i points between %i and %s are a progress of %d", (balance, startsAt, nextAt, share) => {
  expect(progressOf(balance, startsAt, nextAt)).toBe(share);
});

test.each([[10, "+10"], [0, "0"], [-15, "−15"]])("%i is shown as %s", (amount, text) => {
  expect(signed(amount)).toBe(text);
});
