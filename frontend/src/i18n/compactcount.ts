import type { Language } from "./language";
import { numberFormat } from "./numberformat";

/** A number in few letters: `1,2` and `тыс.`. */
export interface CompactCount {
  digits: string;
  /** Empty below a thousand. */
  unit: string;
}

/** Numbers of Kazakh are those of Russian, see `numberFormat`, and so are its words for a million and a billion. */
const inKazakh: Readonly<Record<string, string>> = { "тыс.": "мың" };

export function compactCount(count: number, language: Language): CompactCount {
  const parts = numberFormat(language, { notation: "compact" }).formatToParts(count);
  const unit = parts.find(({ type }) => type === "compact")?.value ?? "";
  const digits = parts.filter(({ type }) => type !== "compact" && type !== "literal");
  const inLanguage = language === "kk" ? (inKazakh[unit] ?? unit) : unit;
  return { digits: digits.map(({ value }) => value).join(""), unit: inLanguage };
}
