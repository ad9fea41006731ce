import type { Shot } from "./shot";

/** A photo as it outlives the page. Bytes, not a Blob: Safari keeps no Blobs in a private window. */
export interface KeptPhoto {
  name: string;
  type: string;
  bytes: ArrayBuffer;
  shot: Shot;
}

/** Where photos wait until they are sent. A device that keeps nothing still lets people report: nothing here throws. */
export interface Keep {
  load(key: string): Promise<KeptPhoto[]>;
  save(key: string, photos: readonly KeptPhoto[]): Promise<void>;
}

interface Kept {
  savedAt: number;
  photos: KeptPhoto[];
}

const databaseName = "qala";
const storeName = "photos";
// Nobody comes back for the form of last month, and the device's room is not ours.
const keptMilliseconds = 14 * 24 * 3600_000;

export class IndexedKeep implements Keep {
  #opened: Promise<IDBDatabase> | null = null;

  async load(key: string): Promise<KeptPhoto[]> {
    try {
      const kept = await this.#do<Kept | undefined>("readonly", (store) => store.get(key) as IDBRequest<Kept | undefined>);
      return kept?.photos ?? [];
    } catch {
      return [];
    }
  }

  async save(key: string, photos: readonly KeptPhoto[]): Promise<void> {
    try {
      const kept: Kept = { savedAt: Date.now(), photos: [...photos] };
      await this.#do("readwrite", (store) => (photos.length === 0 ? store.delete(key) : store.put(kept, key)));
    } catch {
      // A full or forbidden storage must not stop somebody from reporting: the photos then live in memory only.
    }
  }

  async #do<Answer>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Answer> | IDBRequest): Promise<Answer> {
    const database = await (this.#opened ??= this.#open());
    const transaction = database.transaction(storeName, mode);
    const answer = ask(transaction.objectStore(storeName)) as IDBRequest<Answer>;
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
    await sweep(database);
    return database;
  }
}

function settled<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the storage refused"));
  });
}

function sweep(database: IDBDatabase): Promise<void> {
  return new Promise((resolve) => {
    const transaction = database.transaction(storeName, "readwrite");
    transaction.oncomplete = transaction.onabort = () => resolve();
    const cursors = transaction.objectStore(storeName).openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (cursor === null) return;
      if (Date.now() - (cursor.value as Kept).savedAt > keptMilliseconds) cursor.delete();
      cursor.continue();
    };
  });
}

export const keep: Keep = new IndexedKeep();
