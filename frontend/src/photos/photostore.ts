import { execute } from "../drafts/device";
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
  load(key: string): Promise<StoredPhoto[]>;
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

  async load(key: string): Promise<StoredPhoto[]> {
    try {
      await (this.#cleaned ??= deleteExpired());
      const entry = await execute<StoredEntry | undefined>("photos", "readonly", (store) => store.get(key));
      return entry?.photos ?? [];
    } catch {
      return [];
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
  await execute("photos", "readwrite", (store) => {
    const cursors = store.openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (cursor === null) return;
      if (Date.now() - (cursor.value as StoredEntry).savedAt > lifetimeMilliseconds) cursor.delete();
      cursor.continue();
    };
    return cursors;
  });
}

export const photoStore: PhotoStore = new IndexedDbPhotoStore();
