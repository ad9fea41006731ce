import type { Language } from "./language";
import { numberFormat } from "./numberformat";

/** A number in few letters, such as `1,2` and `млн`. */
export interface CompactCount {
  digits: string;
  /** Empty below a thousand. */
  unit: string;
}

/**
 * Returns a number in few letters. `thousand` is the word for a thousand: numbers of Kazakh are those of Russian, see
 * `numberFormat`, and so are its words for a million and a billion, but not this one.
 */
export function compactCount(count: number, language: Language, thousand: string): CompactCount {
  const format = numberFormat(language, { notation: "compact" });
  const parts = format.formatToParts(count);
  const digits = parts.filter(({ type }) => type !== "compact" && type !== "literal").map(({ value }) => value);
  const unit = unitIn(parts);
  const isThousands = unit === unitIn(format.formatToParts(1_000));
  return { digits: digits.join(""), unit: isThousands ? thousand : unit };
}

function unitIn(parts: readonly Intl.NumberFormatPart[]): string {
  return parts.find(({ type }) => type === "compact")?.value ?? "";
}
