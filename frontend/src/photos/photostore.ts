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

const databaseName = "qala";
const storeName = "photos";
// Photos of abandoned forms are deleted after two weeks to free the storage of the device.
const lifetimeMilliseconds = 14 * 24 * 3600_000;

class IndexedDbPhotoStore implements PhotoStore {
  #opened: Promise<IDBDatabase> | null = null;

  async load(key: string): Promise<StoredPhoto[]> {
    try {
      const entry = await this.#execute<StoredEntry | undefined>(
        "readonly",
        (store) => store.get(key) as IDBRequest<StoredEntry | undefined>,
      );
      return entry?.photos ?? [];
    } catch {
      return [];
    }
  }

  async save(key: string, photos: readonly StoredPhoto[]): Promise<void> {
    try {
      const entry: StoredEntry = { savedAt: Date.now(), photos: [...photos] };
      await this.#execute("readwrite", (store) => (photos.length === 0 ? store.delete(key) : store.put(entry, key)));
    } catch {
      // With a full or forbidden storage the photos stay in memory, so that reporting still works.
    }
  }

  async #execute<Answer>(
    mode: IDBTransactionMode,
    send: (store: IDBObjectStore) => IDBRequest<Answer> | IDBRequest,
  ): Promise<Answer> {
    const database = await (this.#opened ??= this.#open());
    const transaction = database.transaction(storeName, mode);
    const answer = send(transaction.objectStore(storeName)) as IDBRequest<Answer>;
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the storage refused"));
    });
    return answer.result;
  }

  async #open(): Promise<IDBDatabase> {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    const database = await settled(request);
    database.onversionchange = () => database.close();
    await deleteExpired(database);
    return database;
  }
}

function settled<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the storage refused"));
  });
}

function deleteExpired(database: IDBDatabase): Promise<void> {
  return new Promise((resolve) => {
    const transaction = database.transaction(storeName, "readwrite");
    transaction.oncomplete = transaction.onabort = () => resolve();
    const cursors = transaction.objectStore(storeName).openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (cursor === null) return;
      if (Date.now() - (cursor.value as StoredEntry).savedAt > lifetimeMilliseconds) cursor.delete();
      cursor.continue();
    };
  });
}

export const photoStore: PhotoStore = new IndexedDbPhotoStore();
