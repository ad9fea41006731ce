import { vi } from "vitest";
import { FakeStorage } from "../fakestorage";

interface FakeEntry {
  hash: string;
  state: unknown;
}

/** The history of one tab as browsers keep it, in place of `history`, `location` and the events of the window. */
export class FakeHistory {
  entries: FakeEntry[];
  at = 0;
  /** Whether Back at the first entry was asked for: it leaves the site. */
  hasLeft = false;
  /** A busy browser travels only when this has resolved. */
  isFree: Promise<void> = Promise.resolve();
  readonly storage = new FakeStorage();
  #lastTravel: Promise<void> = Promise.resolve();
  readonly #listeners: [string, () => void][] = [];

  constructor(hash: string) {
    this.entries = [{ hash, state: null }];
    const { entry } = this;
    const history = {
      get state() { return entry().state; },
      pushState: (state: unknown, _: string, hash: string) => this.#push({ hash, state: structuredClone(state) }),
      replaceState: (state: unknown, _: string, hash?: string) => {
        Object.assign(this.entry(), { state: structuredClone(state), hash: hash ?? this.entry().hash });
      },
      back: () => this.#travel(-1),
      go: (by: number) => this.#travel(by),
    };
    vi.stubGlobal("history", history);
    vi.stubGlobal("document", { querySelector: () => null });
    vi.stubGlobal("location", { protocol: "https:", pathname: "/", search: "", get hash() { return entry().hash; } });
    vi.stubGlobal("sessionStorage", this.storage);
    vi.stubGlobal("addEventListener", (name: string, listener: () => void) => this.#listeners.push([name, listener]));
    vi.stubGlobal("removeEventListener", () => {});
  }

  readonly entry = (): FakeEntry => this.entries[this.at]!;

  get hashes(): string[] {
    return this.entries.map(({ hash }) => hash);
  }

  /** What the browser does for a link to a fragment; one to the page on screen makes no entry, but loses its state. */
  follow(hash: string): void {
    if (hash === this.entry().hash) this.entry().state = null;
    else this.#push({ hash, state: null });
    this.#fire("popstate");
    this.#fire("hashchange");
  }

  /** Back or Forward; resolves once it is done. */
  async travel(by: number): Promise<void> {
    this.#travel(by);
    await this.#lastTravel;
  }

  /** Resolves once every Back and Forward that the page has asked for so far is done. */
  async settled(): Promise<void> {
    await this.#lastTravel;
  }

  leavePage(): void {
    this.#fire("pagehide");
  }

  #push(entry: FakeEntry): void {
    this.entries = [...this.entries.slice(0, this.at + 1), entry];
    this.at += 1;
  }

  #travel(by: number): void {
    if (this.at + by < 0) this.hasLeft = true;
    if (this.entries[this.at + by] === undefined) return;
    this.#lastTravel = this.isFree.then(() => new Promise((resolve) => setTimeout(() => {
      this.at += by;
      this.#fire("popstate");
      this.#fire("hashchange");
      resolve();
    })));
  }

  #fire(name: string): void {
    this.#listeners.filter(([wanted]) => wanted === name).forEach(([, listener]) => listener());
  }
}
