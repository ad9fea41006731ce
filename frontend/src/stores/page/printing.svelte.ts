import { router } from "../../routing/router.svelte";

/** Prepares the page for paper: opens what is folded and loads photos that were not scrolled to yet. */
class Printing {
  /** When the page was last printed, in ISO 8601; null before. */
  at: string | null = $state(null);
  #opened: HTMLDetailsElement[] = [];

  /** The address of the screen. */
  get url(): string {
    void router.current;
    return location.href;
  }

  watch(): () => void {
    const before = () => this.#prepare();
    const after = () => this.#restore();
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }

  #prepare(): void {
    this.at = new Date().toISOString();
    this.#opened = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
    this.#opened.forEach((details) => (details.open = true));
    for (const image of document.querySelectorAll<HTMLImageElement>("main img[loading=lazy]")) image.loading = "eager";
  }

  #restore(): void {
    this.#opened.forEach((details) => (details.open = false));
    this.#opened = [];
  }
}

export const printing = new Printing();
