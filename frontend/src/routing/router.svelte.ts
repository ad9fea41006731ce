import { EntryMemory } from "./entrymemory";
import { formatRoute, mendedAddress, parseRoute, publicRoute, type Page, type Route } from "./route";
import { entryIn, newEntry, Trail, type Entry } from "./trail";

// These parameters stay from page to page, so that a copied link opens in the same city and language.
const lasting = ["city", "lang"] as const;
// A browser that does not travel at once gets the page in place of the current one, until it has travelled.
const travelMilliseconds = 1_000;

type Params = Record<string, string>;

const mended = mendedAddress(location, publicRoute());
if (mended !== null) history.replaceState(history.state, "", mended);

class Router {
  current: Route = $state(parseRoute(location.hash));
  /** The route as it was opened, before the page itself wrote into the address. */
  opened: Route = $state.raw(parseRoute(location.hash));
  /** The last link that was followed or typed in this tab; null before. Back and Forward leave it as it is. */
  followed: Route | null = $state.raw(null);
  readonly #memory = new EntryMemory(sessionStorage);
  readonly #trail = new Trail(sessionStorage);
  #entry: Entry = entryIn(history.state) ?? newEntry(0);
  /** The fragment as this page last saw it: a link to the page on screen makes no new entry. */
  #hash = location.hash;
  #arrive: (() => void) | null = null;
  /** What to do where the browser arrives later than it was waited for. */
  #late: { target: number; arrive: () => void } | null = null;
  /** The entry that is being closed: it is on screen until the browser travels, and a second press must not go back. */
  #closing: Entry | null = null;

  constructor() {
    this.#write(entryIn(history.state) === null);
  }

  /** Whether Back stays on this site. */
  get hasBefore(): boolean {
    return this.#entry.index > 0;
  }

  listen(): () => void {
    const read = () => this.#read();
    const leave = () => {
      this.#memory.leave(this.#entry.key);
      this.#memory.save();
    };
    addEventListener("popstate", read);
    addEventListener("hashchange", read);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("popstate", read);
      removeEventListener("hashchange", read);
      removeEventListener("pagehide", leave);
    };
  }

  href(page: Page, id: string | null = null, params: Params = {}): string {
    return formatRoute({ page, id, params: { ...this.#lastingParams(), ...params } });
  }

  go(page: Page, id: string | null = null, params: Params = {}): void {
    this.#push(this.href(page, id, params), false);
  }

  /** Opens a page in place of the current entry of the history. */
  replace(page: Page, id: string | null = null, params: Params = {}): void {
    this.#entry = newEntry(this.#entry.index);
    history.replaceState(this.#entry, "", this.href(page, id, params));
    this.#settle(false);
  }

  /** Opens something over the current page, described by these parameters, that Back closes. */
  open(params: Params): void {
    const { page, id } = this.current;
    this.#push(formatRoute({ page, id, params: { ...this.current.params, ...params } }), true);
  }

  /** Closes what `open` opened: the entry goes, or, where a link led to it, these parameters. */
  close(...names: string[]): void {
    if (names.every((name) => (this.current.params[name] ?? "") === "")) return;
    if (!this.#entry.over || !this.hasBefore) this.adjust(Object.fromEntries(names.map((name) => [name, ""])));
    else if (this.#closing !== this.#entry) history.back();
    this.#closing = this.#entry;
  }

  /** Goes back on this site; where the page before is a foreign one, opens `otherwise` instead. */
  back(otherwise: Page): void {
    if (this.hasBefore) history.back();
    else this.go(otherwise);
  }

  /**
   * Opens a page in place of the steps that led to it, such as the form after sending or the sign-in page, so that Back
   * does not repeat them. Where the page before the steps is the wanted one, goes back to it.
   */
  async finish(steps: readonly Page[], page: Page, id: string | null = null, params: Params = {}): Promise<void> {
    const here = this.#entry.index;
    let first = here;
    while (first > 0 && this.#isAt(first - 1, (before) => steps.includes(before.page))) first -= 1;
    const isBefore = first > 0 && this.#isAt(first - 1, (before) => before.page === page && before.id === id);
    const by = first - here - (isBefore ? 1 : 0);
    const arrive = () => (isBefore ? this.#show() : this.replace(page, id, params));
    if (by === 0 || (await this.#travel(by, arrive))) arrive();
    else this.replace(page, id, params);
  }

  /** Changes parameters of the current page without a new entry in the history. */
  adjust(params: Params): void {
    const { page, id } = this.current;
    history.replaceState(this.#entry, "", formatRoute({ page, id, params: { ...this.current.params, ...params } }));
    this.#write(false);
    this.current = parseRoute(location.hash);
  }

  /** Remembers what `read` returns with the entry that is left; returns the function that ends this. */
  keep(name: string, read: () => unknown): () => void {
    return this.#memory.keep(name, read);
  }

  /** Returns what was kept under this name when the current entry was left; undefined where it is new. */
  recall(name: string): unknown {
    return this.#memory.recall(this.#entry.key, name);
  }

  #push(hash: string, over: boolean): void {
    if (hash === location.hash) return;
    this.#late = null;
    this.#memory.leave(this.#entry.key);
    this.#entry = newEntry(this.#entry.index + 1, over);
    history.pushState(this.#entry, "", hash);
    this.#settle(true);
  }

  /** Follows the browser: Back, Forward, a link, a typed address. */
  #read(): void {
    const entry = entryIn(history.state);
    if (entry?.key === this.#entry.key && location.hash === this.#hash) return;
    if (entry === null && location.hash === this.#hash) return void history.replaceState(this.#entry, "");
    this.#memory.leave(this.#entry.key);
    this.#entry = entry ?? newEntry(this.#entry.index + 1);
    if (entry === null) history.replaceState(this.#entry, "");
    this.#write(entry === null);
    if (entry === null) this.followed = parseRoute(location.hash);
    const late = this.#late;
    this.#late = null;
    if (this.#arrive !== null) this.#arrive();
    else if (late?.target === this.#entry.index) late.arrive();
    else this.#show();
  }

  /**
   * Goes so many entries back without showing what is there; returns whether the browser did at once. A busy one may do
   * it later: it calls `late` then, and would show the steps again otherwise.
   */
  async #travel(by: number, late: () => void): Promise<boolean> {
    const target = this.#entry.index + by;
    const arrived = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), travelMilliseconds);
      this.#arrive = () => {
        clearTimeout(timer);
        resolve(true);
      };
      history.go(by);
    });
    this.#arrive = null;
    if (!arrived) this.#late = { target, arrive: late };
    return arrived;
  }

  #settle(isNew: boolean): void {
    this.#write(isNew);
    this.#show();
  }

  #show(): void {
    this.current = parseRoute(location.hash);
    this.opened = parseRoute(location.hash);
  }

  #write(isNew: boolean): void {
    this.#hash = location.hash;
    this.#trail.set(this.#entry.index, this.#hash, isNew);
    if (entryIn(history.state)?.key !== this.#entry.key) history.replaceState(this.#entry, "");
  }

  #isAt(index: number, accepts: (route: Route) => boolean): boolean {
    const hash = this.#trail.at(index);
    return hash !== null && accepts(parseRoute(hash));
  }

  #lastingParams(): Params {
    const entries = lasting.map((name) => [name, this.current.params[name] ?? ""] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== ""));
  }
}

export const router = new Router();
