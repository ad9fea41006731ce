import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import { SuggestedCategoriesDocument } from "../../gql/documents";

const typingMilliseconds = 350;
const shortest = 2;
const longest = 4000;

/** The categories that the words of a text point to. */
export class CategorySuggestions {
  ids: readonly string[] = $state.raw([]);
  readonly #latest = new LatestRequest();
  #timer: ReturnType<typeof setTimeout> | undefined;

  ask(text: string): void {
    clearTimeout(this.#timer);
    const isNewest = this.#latest.begin();
    const typed = text.trim().slice(0, longest);
    if (typed.length < shortest) {
      this.ids = [];
      return;
    }
    this.#timer = setTimeout(() => void this.#load(typed, isNewest), typingMilliseconds);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#latest.cancel();
  }

  async #load(text: string, isNewest: () => boolean): Promise<void> {
    try {
      const { suggestedCategories } = await query(SuggestedCategoriesDocument, { text });
      if (isNewest()) this.ids = suggestedCategories.map(({ id }) => id);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
