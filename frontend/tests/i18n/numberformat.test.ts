import { expect, test } from "vitest";
import { numberFormat } from "../../src/i18n/numberformat";

test.each([
  ["kk", "500 293,5"],
  ["ru", "500 293,5"],
  ["en", "500,293.5"],
] as const)("numbers in %s are written as %s", (language, text) => {
  expect(numberFormat(language).format(500_293.5).replace(/\s/g, " ")).toBe(text);
});

test("no browser is asked for Kazakh", () => {
  expect(numberFormat("kk").resolvedOptions().locale).toBe("ru");
});
