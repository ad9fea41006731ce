const storageKey = "qala.history";
const mostEntries = 50;

type Kept = Record<string, unknown>;

/**
 * What the screens remember of each entry of the browser's history, so that Back shows a page as it was left. It
 * survives a reload.
 */
export class EntryMemory {
  readonly #kept: Map<string, Kept>;
  readonly #keepers = new Map<string, () => unknown>();

  constructor(private readonly storage: Storage) {
    this.#kept = new Map(stored(storage));
  }

  /** Asks `read` for the value under this name whenever an entry is left; returns the function that ends this. */
  keep(name: string, read: () => unknown): () => void {
    this.#keepers.set(name, read);
    return () => {
      if (this.#keepers.get(name) === read) this.#keepers.delete(name);
    };
  }

  /** Returns what an entry had under this name when it was left; undefined for an entry that is new. */
  recall(key: string, name: string): unknown {
    return this.#kept.get(key)?.[name];
  }

  /** Records the values of an entry that is being left, while they are still on screen. */
  leave(key: string): void {
    const values = [...this.#keepers].map(([name, read]) => [name, read()] as const);
    this.#kept.delete(key);
    this.#kept.set(key, Object.fromEntries(values));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostEntries && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Writes everything down before the page goes. */
  save(): void {
    try {
      this.storage.setItem(storageKey, JSON.stringify([...this.#kept]));
    } catch {
      // A full storage costs the scroll positions after a reload, nothing else.
    }
  }
}

function stored(storage: Storage): [string, Kept][] {
  try {
    const read: unknown = JSON.parse(storage.getItem(storageKey) ?? "[]");
    return Array.isArray(read) ? (read as [string, Kept][]) : [];
  } catch {
    return [];
  }
}
