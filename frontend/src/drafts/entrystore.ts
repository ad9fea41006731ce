import { execute, unreadable, type StoreName, type Unreadable } from "./device";

/** What waits on the device for the network, for one account. */
interface Waiting {
  owner: string;
  /** Milliseconds since 1970. */
  queuedAt: number;
}

/** Stores what waits for the network, in the order in which it was sent. Its methods never throw. */
export interface EntryStore<Entry extends Waiting> {
  /** Returns the entries of one account, the oldest first. */
  all(owner: string): Promise<Entry[] | Unreadable>;
  /** Returns null only where the store has no such entry. */
  get(id: string): Promise<Entry | null | Unreadable>;
  /** Returns whether the entry was stored. */
  put(entry: Entry): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Replaces an entry by what `next` makes of it, and returns that; null where the store has no such entry. */
  update(id: string, next: (entry: Entry) => Entry): Promise<Entry | null | Unreadable>;
  /**
   * Removes the entry and returns it, unless it is not accepted. Of several tabs that take one entry, one gets it; the
   * others get null.
   */
  take(id: string, accepts?: (entry: Entry) => boolean): Promise<Entry | null>;
}

/** Stores entries in IndexedDB, which the service worker reads, too. */
export class IndexedDbEntryStore<Entry extends Waiting> implements EntryStore<Entry> {
  constructor(
    private readonly name: StoreName,
    private readonly idOf: (entry: Entry) => string,
    /** Returns the entry in a stored value; null when it is none. */
    private readonly entryIn: (value: unknown) => Entry | null,
  ) {}

  async all(owner: string): Promise<Entry[] | Unreadable> {
    try {
      const found = await execute<unknown[]>(this.name, "readonly", (store) => store.getAll());
      return found
        .map(this.entryIn)
        .filter((entry) => entry !== null)
        .filter((entry) => entry.owner === owner)
        .sort((one, other) => one.queuedAt - other.queuedAt);
    } catch {
      return unreadable;
    }
  }

  async get(id: string): Promise<Entry | null | Unreadable> {
    try {
      return this.entryIn(await execute<unknown>(this.name, "readonly", (store) => store.get(id)));
    } catch {
      return unreadable;
    }
  }

  async put(entry: Entry): Promise<boolean> {
    try {
      await execute(this.name, "readwrite", (store) => store.put(entry, this.idOf(entry)));
      return true;
    } catch {
      return false;
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await execute(this.name, "readwrite", (store) => store.delete(id));
    } catch {
      // What stays is sent once more, and the server takes one id once.
    }
  }

  async update(id: string, next: (entry: Entry) => Entry): Promise<Entry | null | Unreadable> {
    try {
      const before = await this.#inOneTransaction(id, (entry, store) => void store.put(next(entry), id));
      return before === null ? null : next(before);
    } catch {
      return unreadable;
    }
  }

  async take(id: string, accepts: (entry: Entry) => boolean = () => true): Promise<Entry | null> {
    try {
      const found = await this.#inOneTransaction(id, (entry, store) => {
        if (accepts(entry)) store.delete(id);
      });
      return found !== null && accepts(found) ? found : null;
    } catch {
      return null;
    }
  }

  /** Returns the entry as it was before `change`: of two tabs, the second reads what the first has left. */
  async #inOneTransaction(id: string, change: (entry: Entry, store: IDBObjectStore) => void): Promise<Entry | null> {
    const value = await execute<unknown>(this.name, "readwrite", (store) => {
      const found = store.get(id);
      found.onsuccess = () => {
        const entry = this.entryIn(found.result);
        if (entry !== null) change(entry, store);
      };
      return found;
    });
    return this.entryIn(value);
  }
}
