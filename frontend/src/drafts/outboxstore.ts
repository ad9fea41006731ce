import { draftIn, type Draft } from "../domain/draft";
import { IndexedDbEntryStore, type EntryStore } from "./entrystore";

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
  /** The request that it became while no page was open; its author has not been told yet. */
  arrived?: { id: string; number: string } | null;
}

export type OutboxStore = EntryStore<OutboxEntry>;

function entryIn(value: unknown): OutboxEntry | null {
  if (typeof value !== "object" || value === null) return null;
  const entry = value as OutboxEntry;
  const draft = draftIn(entry.draft);
  return draft !== null && typeof entry.owner === "string" ? { ...entry, draft } : null;
}

/** Returns the key of the photos of a report. */
export function photosKey(id: string): string {
  return `report ${id}`;
}

/** Returns the name of the lock of a report: the tab or the worker that has it sends the report. */
export function reportLock(id: string): string {
  return `qala report ${id}`;
}

export const outboxStore: OutboxStore = new IndexedDbEntryStore("outbox", ({ draft }) => draft.id, entryIn);
