import { expect, test } from "vitest";
import { totalText } from "../../src/i18n/totaltext";

test.each([
  ["ru", 10_000, true, "10 000+"],
  ["kk", 12_345, false, "12 345"],
  ["en", 10_000, true, "10,000+"],
  ["en", 7, false, "7"],
] as const)("in %s a total of %i (more: %s) is %s", (language, total, isCapped, text) => {
  expect(totalText({ total, isCapped }, language).replace(/\s/g, " ")).toBe(text);
});
