import { fetchCatalogue, fetchPart, type LatePart } from "virtual:catalogues";
import { router } from "../routing/router.svelte";
import { firstLanguage, storageKey } from "./firstlanguage";
import type { Language } from "./language";
import { translator, type Translate } from "./translate";

class LocaleState {
  language: Language = $state(firstLanguage(router.current.params.lang));
  readonly #loaded: Partial<Record<Language, Translate>> = {};
  /** The parts that have been asked for, and how many of them each loaded language has. */
  readonly #parts: LatePart[] = [];
  readonly #partsOf: Partial<Record<Language, number>> = {};
  #wanted: Language = this.language;

  /** Formats messages in the language in use; reactive where it is read. The catalogue has to be loaded. */
  get translate(): Translate {
    const loaded = this.#loaded[this.language];
    if (loaded === undefined) throw new Error(`The catalogue of ${this.language} is not loaded`);
    return loaded;
  }

  /** The tag for dates and numbers. */
  get tag(): string {
    return this.translate("language-tag");
  }

  /** Fetches the catalogue of a language with the parts in use, once. Rejects when the network fails. */
  async load(language: Language = this.language): Promise<void> {
    const parts = this.#parts.map((part) => fetchPart(part, language));
    const sources = await Promise.all([fetchCatalogue(language), ...parts]);
    // A call that wanted more of it may have ended before.
    if (parts.length <= (this.#partsOf[language] ?? -1)) return;
    this.#loaded[language] = translator(language, sources.map((source) => source.default).join("\n"));
    this.#partsOf[language] = parts.length;
  }

  /** Fetches the texts of a part, now and with every language chosen later. */
  loadPart(part: LatePart): Promise<void> {
    if (!this.#parts.includes(part)) this.#parts.push(part);
    return this.load();
  }

  /** Switches the page to a language. Tells whether it did: the catalogue may not be within reach. */
  async choose(language: Language): Promise<boolean> {
    this.#wanted = language;
    try {
      await this.load(language);
    } catch (reason) {
      console.warn(`the catalogue of ${language} could not be loaded`, reason);
      return false;
    }
    // Another language was chosen while this one was on its way.
    if (this.#wanted !== language) return false;
    this.language = language;
    localStorage.setItem(storageKey, language);
    document.documentElement.lang = language;
    router.adjust({ lang: language });
    return true;
  }
}

export const locale = new LocaleState();

/** The text of a message in the language in use; reactive where it is called. */
export const t: Translate = (key, ...given) => locale.translate(key, ...given);
