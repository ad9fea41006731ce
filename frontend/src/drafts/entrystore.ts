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
  /** Removes the entry and returns it. Of several tabs that take one entry, one gets it; the others get null. */
  take(id: string): Promise<Entry | null>;
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

  async take(id: string): Promise<Entry | null> {
    try {
      return this.entryIn(await execute<unknown>(this.name, "readwrite", (store) => {
        const found = store.get(id);
        // In the transaction of the read: of two tabs, the second reads after the removal.
        found.onsuccess = () => store.delete(id);
        return found;
      }));
    } catch {
      return null;
    }
  }
}
