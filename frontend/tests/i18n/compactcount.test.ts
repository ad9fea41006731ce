import { expect, test } from "vitest";
import { compactCount } from "../../src/i18n/compactcount";
import type { Language } from "../../src/i18n/language";
import { texts } from "./texts";

test.each<[number, Record<Language, string>]>([
  [7, { kk: "7", ru: "7", en: "7" }],
  [999, { kk: "999", ru: "999", en: "999" }],
  [1_000, { kk: "1 мың", ru: "1 тыс.", en: "1 K" }],
  [1_249, { kk: "1,2 мың", ru: "1,2 тыс.", en: "1.2 K" }],
  [12_300, { kk: "12 мың", ru: "12 тыс.", en: "12 K" }],
  [999_400, { kk: "999 мың", ru: "999 тыс.", en: "999 K" }],
  [8_400_000, { kk: "8,4 млн", ru: "8,4 млн", en: "8.4 M" }],
])("%i in few letters", (count, written) => {
  for (const [language, text] of Object.entries(written)) {
    const { digits, unit } = compactCount(count, language as Language, texts[language as Language]("count-thousand"));
    expect([digits, unit].filter(Boolean).join(" ")).toBe(text);
  }
});
