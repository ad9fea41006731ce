import { viewsKey } from "../drafts/viewstorage";
import { added, viewsIn, type SavedView } from "./views";

/** The views of one officer on this device. */
export class SavedViews {
  list: readonly SavedView[] = $state.raw([]);
  readonly #key: string;

  constructor(
    accountId: string,
    private readonly storage: Storage = localStorage,
  ) {
    this.#key = viewsKey(accountId);
    this.list = viewsIn(this.#read());
  }

  add(view: SavedView): void {
    this.#show(added(this.list, view));
  }

  remove(name: string): void {
    this.#show(this.list.filter((one) => one.name !== name));
  }

  #show(list: readonly SavedView[]): void {
    this.list = list;
    try {
      this.storage.setItem(this.#key, JSON.stringify(list));
    } catch {
      // Without storage the views last as long as the page.
    }
  }

  #read(): string | null {
    try {
      return this.storage.getItem(this.#key);
    } catch {
      return null;
    }
  }
}
