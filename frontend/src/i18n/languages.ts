// Written by `python -m scripts.generated` from `Locale` in app/domain/accounts/roles.py. Do not edit.

/** The short names as they stand in the address bar and in `locales/`. */
export const languages = ["kk", "ru", "en"] as const;
export type Language = (typeof languages)[number];

/** The language of a visitor who has not chosen one. */
export const defaultLanguage: Language = "kk";
