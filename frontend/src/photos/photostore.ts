import { execute, unreadable, type Unreadable } from "../drafts/device";
import { photosKey } from "../drafts/outboxstore";
import { stepPhotosKey } from "../outbox/step";
import type { Shot } from "./shot";

/** A stored photo. It holds bytes and not a Blob, because Safari stores no Blobs in private windows. */
export interface StoredPhoto {
  name: string;
  type: string;
  bytes: ArrayBuffer;
  shot: Shot;
}

/** Stores unsent photos on the device. Its methods never throw, so that reporting works without storage. */
export interface PhotoStore {
  load(key: string): Promise<StoredPhoto[] | Unreadable>;
  save(key: string, photos: readonly StoredPhoto[]): Promise<void>;
}

interface StoredEntry {
  savedAt: number;
  photos: StoredPhoto[];
}

// Photos of abandoned forms are deleted after two weeks to free the storage of the device.
const lifetimeMilliseconds = 14 * 24 * 3600_000;

class IndexedDbPhotoStore implements PhotoStore {
  #cleaned: Promise<void> | null = null;

  async load(key: string): Promise<StoredPhoto[] | Unreadable> {
    try {
      await (this.#cleaned ??= deleteExpired());
      const entry = await execute<StoredEntry | undefined>("photos", "readonly", (store) => store.get(key));
      return entry?.photos ?? [];
    } catch {
      return unreadable;
    }
  }

  async save(key: string, photos: readonly StoredPhoto[]): Promise<void> {
    try {
      const entry: StoredEntry = { savedAt: Date.now(), photos: [...photos] };
      await execute("photos", "readwrite", (store) =>
        photos.length === 0 ? store.delete(key) : store.put(entry, key),
      );
    } catch {
      // With a full or forbidden storage the photos stay in memory, so that reporting still works.
    }
  }
}

async function deleteExpired(): Promise<void> {
  // What was sent and has not arrived keeps its photos, however long the device has had no network.
  const [reports, steps] = await Promise.all([idsIn("outbox"), idsIn("steps")]);
  const waiting = new Set([...reports.map(photosKey), ...steps.map(stepPhotosKey)]);
  await execute("photos", "readwrite", (store) => {
    const cursors = store.openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (cursor === null) return;
      const isOld = Date.now() - (cursor.value as StoredEntry).savedAt > lifetimeMilliseconds;
      if (isOld && !waiting.has(String(cursor.key))) cursor.delete();
      cursor.continue();
    };
    return cursors;
  });
}

async function idsIn(name: "outbox" | "steps"): Promise<string[]> {
  return (await execute<IDBValidKey[]>(name, "readonly", (store) => store.getAllKeys())).map(String);
}

/** Returns the files of stored photos, and what is known of each, as a form sends them. */
export function evidenceIn(stored: readonly StoredPhoto[]): { photos: File[]; shots: Shot[] } {
  return {
    photos: stored.map(({ bytes, name, type }) => new File([bytes], name, { type })),
    shots: stored.map(({ shot }) => shot),
  };
}

export const photoStore: PhotoStore = new IndexedDbPhotoStore();
