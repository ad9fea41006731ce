import { uuid7 } from "../domain/uuid7";

/** One entry of the browser's history, as `history.state` holds it. */
export interface Entry {
  key: string;
  /** How many entries of this page are before it: 0 where Back would leave the site. */
  index: number;
  /** Whether it only opened something over the page before it, such as a photo. */
  over: boolean;
}

const storageKey = "qala.trail";

export function newEntry(index: number, over = false): Entry {
  return { key: uuid7(), index, over };
}

/** Returns the entry in `history.state`; null for an entry that the browser made, by a link or a typed address. */
export function entryIn(state: unknown): Entry | null {
  if (typeof state !== "object" || state === null) return null;
  const { key, index, over } = state as Partial<Entry>;
  if (typeof key !== "string" || typeof index !== "number") return null;
  return { key, index, over: over === true };
}

/** The fragments of the entries so far: the browser does not say where Back would lead. */
export class Trail {
  #hashes: (string | null)[];

  constructor(private readonly storage: Storage) {
    this.#hashes = stored(storage);
  }

  at(index: number): string | null {
    return this.#hashes[index] ?? null;
  }

  /** Records the fragment of the entry that was opened; `isNew` cuts off the entries after it. */
  set(index: number, hash: string, isNew: boolean): void {
    if (isNew) this.#hashes.length = Math.min(this.#hashes.length, index);
    this.#hashes[index] = hash;
    try {
      this.storage.setItem(storageKey, JSON.stringify(this.#hashes));
    } catch {
      // Without a storage the trail is lost at a reload, and Back takes one step more.
    }
  }
}

function stored(storage: Storage): (string | null)[] {
  try {
    const read: unknown = JSON.parse(storage.getItem(storageKey) ?? "[]");
    return Array.isArray(read) ? read.map((hash) => (typeof hash === "string" ? hash : null)) : [];
  } catch {
    return [];
  }
}
