import type { Locale } from "../gql/documents";
import { defaultLanguage, languages, type Language } from "./languages";

export { languages, type Language };

/** Returns the name of a language in the API. */
export function localeOf(language: Language): Locale {
  return language.toUpperCase() as Uppercase<Language>;
}

export function isLanguage(text: unknown): text is Language {
  return (languages as readonly unknown[]).includes(text);
}

/** The first that says something: the link, the last choice on this device, the browser; else the default. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  const short = wishes.map((wish) => wish?.slice(0, 2).toLowerCase());
  return short.find(isLanguage) ?? defaultLanguage;
}
