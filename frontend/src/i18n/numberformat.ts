import type { Language } from "./language";

/**
 * Returns the format of numbers of a language.
 *
 * Chromium says that it knows Kazakh and writes its numbers as English ones, in which a comma and a point mean the
 * contrary; Russian ones are written as Kazakh ones are.
 */
export function numberFormat(language: Language, options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(language === "kk" ? "ru" : language, options);
}
