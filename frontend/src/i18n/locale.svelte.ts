import { fetchCatalogue, fetchOfficersCatalogue } from "virtual:catalogues";
import { router } from "../routing/router.svelte";
import { firstLanguage, storageKey } from "./firstlanguage";
import type { Language } from "./language";
import { translator, type Translate } from "./translate";

class LocaleState {
  language: Language = $state(firstLanguage(router.current.params.lang));
  readonly #loaded: Partial<Record<Language, Translate>> = {};
  /** The languages whose texts for officers are loaded as well. */
  readonly #whole = new Set<Language>();
  #isForOfficers = false;
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

  /** Fetches the catalogue of a language, once. Rejects when the network fails. */
  async load(language: Language = this.language): Promise<void> {
    if (this.#isForOfficers && !this.#whole.has(language)) return this.#loadWhole(language);
    const { default: source } = await fetchCatalogue(language);
    // Assigned after the wait alone: the texts for officers may have come meanwhile, and have all of these.
    this.#loaded[language] ??= translator(language, source);
  }

  /** Fetches the texts of the screens that only officers open, now and with every language chosen later. */
  loadForOfficers(): Promise<void> {
    this.#isForOfficers = true;
    return this.load();
  }

  async #loadWhole(language: Language): Promise<void> {
    const parts = await Promise.all([fetchCatalogue(language), fetchOfficersCatalogue(language)]);
    this.#loaded[language] = translator(language, parts.map((part) => part.default).join("\n"));
    this.#whole.add(language);
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
