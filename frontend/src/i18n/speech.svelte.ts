import { router } from "../routing/router.svelte";
import { en } from "./en";
import { kk } from "./kk";
import { chooseLanguage, formatTag, type Language } from "./language";
import { ru } from "./ru";
import type { Words } from "./words";

const all: Record<Language, Words> = { kk, ru, en };
const storageKey = "qala.language";

class Speech {
  language: Language = $state(chooseLanguage(router.current.params.lang, localStorage.getItem(storageKey), navigator.language));

  get words(): Words {
    return all[this.language];
  }

  get tag(): string {
    return formatTag[this.language];
  }

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem(storageKey, language);
    document.documentElement.lang = language;
    router.adjust({ lang: language });
  }
}

export const speech = new Speech();
