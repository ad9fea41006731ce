import { fetchCatalogue } from "virtual:catalogues";
import { languages, type Language } from "../../src/i18n/language";
import { translator, type Translate } from "../../src/i18n/translate";

const loaded = await Promise.all(
  languages.map(async (language) => [language, (await fetchCatalogue(language)).default] as const),
);

export const sources = Object.fromEntries(loaded) as Record<Language, string>;

/** What formats messages in each language. */
export const texts = Object.fromEntries(
  loaded.map(([language, source]) => [language, translator(language, source)]),
) as Record<Language, Translate>;
