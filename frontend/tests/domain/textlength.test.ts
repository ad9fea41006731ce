import { expect, test } from "vitest";
import { isNearLimit, lengthOf, surplusOf } from "../../src/domain/textlength";

// The server counts like this: see clean_text in app/domain/text/texts.py and its tests.
test.each([
  ["  Абай   10  ", 7],
  ["a\r\nb", 3],
  ["a\n\n\n\nb", 4],
  ["е\u0308", 1],
  ["😀😀", 2],
  ["a\u0000b", 2],
])("%j has %i characters", (text, length) => {
  expect(lengthOf(text)).toBe(length);
});

test("the counter is shown from nine tenths of the limit on", () => {
  expect(isNearLimit("а".repeat(269), 300)).toBe(false);
  expect(isNearLimit("а".repeat(270), 300)).toBe(true);
});

test("the surplus says how much to remove", () => {
  expect(surplusOf("а".repeat(300), 300)).toBe(0);
  expect(surplusOf("а".repeat(312), 300)).toBe(12);
});
