import { fetchCatalogue, fetchPart, lateParts } from "virtual:catalogues";
import { languages, type Language } from "../../src/i18n/language";
import { translator, type Translate } from "../../src/i18n/translate";

const loaded = await Promise.all(
  languages.map(async (language) => {
    const late = lateParts.map((part) => fetchPart(part, language));
    const parts = await Promise.all([fetchCatalogue(language), ...late]);
    return [language, parts.map((part) => part.default).join("\n")] as const;
  }),
);

export const sources = Object.fromEntries(loaded) as Record<Language, string>;

/** What formats messages in each language. */
export const texts = Object.fromEntries(
  loaded.map(([language, source]) => [language, translator(language, source)]),
) as Record<Language, Translate>;
