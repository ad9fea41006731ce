import type { Locale } from "../gql/documents";

/** The short names as they stand in the address bar and in the catalogue. */
export const languages = ["kk", "ru", "en"] as const;
export type Language = (typeof languages)[number];

export const localeOf: Record<Language, Locale> = { kk: "KK", ru: "RU", en: "EN" };
export const formatTag: Record<Language, string> = { kk: "kk-KZ", ru: "ru-KZ", en: "en-GB" };

export function isLanguage(text: unknown): text is Language {
  return (languages as readonly unknown[]).includes(text);
}

/** The first that says something: the link, the last choice on this device, the browser; else Kazakh. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  const short = wishes.map((wish) => wish?.slice(0, 2).toLowerCase());
  return short.find(isLanguage) ?? "kk";
}
