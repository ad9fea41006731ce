import { chooseLanguage, type Language } from "./language";

export const storageKey = "qala.language";

/** The language in which the page opens: of the link, of the last choice on this device, or of the browser. */
export function firstLanguage(ofLink: string | undefined): Language {
  return chooseLanguage(ofLink, localStorage.getItem(storageKey), navigator.language);
}
