import type { Owner } from "./draftstore";
import { execute } from "./device";

/** An answer of the server that an account has seen, and when. */
export interface KeptAnswer {
  savedAt: number;
  value: unknown;
}

/** Keeps what one account has seen on this device, to show it without a network. Its methods never throw. */
export interface AnswerStore {
  /** Deletes the answers of all other accounts; from then on only those of this one are kept. */
  become(owner: Owner): Promise<void>;
  /** Keeps an answer, unless another account has signed in meanwhile, be it in another tab. */
  put(owner: Owner, name: string, answer: KeptAnswer): Promise<void>;
  get(owner: Owner, name: string): Promise<KeptAnswer | null>;
}

interface Entry extends KeptAnswer {
  owner: Owner;
  name: string;
}

const ownerKey = "owner";
const mostAnswers = 120;
// As long as unsent texts are kept.
const lifetimeMilliseconds = 14 * 24 * 3600_000;

class IndexedDbAnswerStore implements AnswerStore {
  async become(owner: Owner): Promise<void> {
    await quietly(() =>
      execute("answers", "readwrite", (store) => {
        deleteOthers(store, owner);
        return store.put({ owner }, ownerKey);
      }),
    );
  }

  async put(owner: Owner, name: string, answer: KeptAnswer): Promise<void> {
    const entry: Entry = { owner, name, ...answer };
    await quietly(() =>
      execute("answers", "readwrite", (store) => {
        const marker = store.get(ownerKey) as IDBRequest<{ owner: Owner } | undefined>;
        marker.onsuccess = () => {
          if (marker.result?.owner !== owner) return;
          store.put(entry, keyOf(owner, name));
          deleteSurplus(store);
        };
        return marker;
      }),
    );
  }

  async get(owner: Owner, name: string): Promise<KeptAnswer | null> {
    const read = () => execute<Entry | undefined>("answers", "readonly", (store) => store.get(keyOf(owner, name)));
    const entry = await quietly(read);
    if (entry === undefined || entry.owner !== owner) return null;
    return Date.now() - entry.savedAt > lifetimeMilliseconds ? null : entry;
  }
}

function deleteOthers(store: IDBObjectStore, owner: Owner): void {
  const cursors = store.openCursor();
  cursors.onsuccess = () => {
    const cursor = cursors.result;
    if (cursor === null) return;
    if (cursor.key !== ownerKey && (cursor.value as Entry).owner !== owner) cursor.delete();
    cursor.continue();
  };
}

function deleteSurplus(store: IDBObjectStore): void {
  const all = store.getAll() as IDBRequest<Entry[]>;
  all.onsuccess = () => {
    const entries = all.result.filter(({ name }) => name !== undefined);
    const newest = entries.sort((one, other) => other.savedAt - one.savedAt);
    newest.slice(mostAnswers).forEach(({ owner, name }) => store.delete(keyOf(owner, name)));
  };
}

/** A device without storage shows nothing without a network, and works otherwise. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

function keyOf(owner: Owner, name: string): string {
  return `${owner ?? "visitor"} ${name}`;
}

export const answerStore: AnswerStore = new IndexedDbAnswerStore();
