import { draftIn, type Draft } from "../domain/draft";
import { execute } from "./device";

/** Why the server did not accept a report that was sent in the background. */
export interface OutboxRefusal {
  code: string;
  field: string | null;
  /** The number of the request that was stored before the report was changed. */
  number: string | null;
}

/** A report that its author has sent and the server has not confirmed. Its photos are stored under `report <id>`. */
export interface OutboxEntry {
  draft: Draft;
  owner: string;
  photoCount: number;
  queuedAt: number;
  refusal: OutboxRefusal | null;
}

/** Stores waiting reports in IndexedDB, which a service worker can read, too. Its methods never throw. */
export interface OutboxStore {
  /** Returns the entries of one account, the oldest first. */
  all(owner: string): Promise<OutboxEntry[]>;
  get(id: string): Promise<OutboxEntry | null>;
  /** Returns whether the entry was stored. */
  put(entry: OutboxEntry): Promise<boolean>;
  remove(id: string): Promise<void>;
}

class IndexedDbOutboxStore implements OutboxStore {
  async all(owner: string): Promise<OutboxEntry[]> {
    try {
      const found = await execute<unknown[]>("outbox", "readonly", (store) => store.getAll());
      return found
        .map(entryIn)
        .filter((entry) => entry !== null)
        .filter((entry) => entry.owner === owner)
        .sort((one, other) => one.queuedAt - other.queuedAt);
    } catch {
      return [];
    }
  }

  async get(id: string): Promise<OutboxEntry | null> {
    try {
      return entryIn(await execute<unknown>("outbox", "readonly", (store) => store.get(id)));
    } catch {
      return null;
    }
  }

  async put(entry: OutboxEntry): Promise<boolean> {
    try {
      await execute("outbox", "readwrite", (store) => store.put(entry, entry.draft.id));
      return true;
    } catch {
      return false;
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await execute("outbox", "readwrite", (store) => store.delete(id));
    } catch {
      // Without storage there was no entry.
    }
  }
}

function entryIn(value: unknown): OutboxEntry | null {
  if (typeof value !== "object" || value === null) return null;
  const entry = value as OutboxEntry;
  const draft = draftIn(entry.draft);
  return draft !== null && typeof entry.owner === "string" ? { ...entry, draft } : null;
}

export const outboxStore: OutboxStore = new IndexedDbOutboxStore();
