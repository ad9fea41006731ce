import en from "virtual:catalogue/en";
import kk from "virtual:catalogue/kk";
import ru from "virtual:catalogue/ru";
import type { Language } from "../../src/i18n/language";
import { translator, type Translate } from "../../src/i18n/translate";

export const sources: Record<Language, string> = { kk, ru, en };

/** What formats messages in each language. */
export const texts: Record<Language, Translate> = {
  kk: translator("kk", kk),
  ru: translator("ru", ru),
  en: translator("en", en),
};
