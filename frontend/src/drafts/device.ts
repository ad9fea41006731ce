const databaseName = "qala";
const version = 3;
/**
 * `photos` holds the photos of unsent forms by the key of the form; `outbox` holds sent reports that wait, `steps` the
 * steps and comments that wait; `answers` holds what an account has seen.
 */
export type StoreName = "photos" | "outbox" | "steps" | "answers";
const storeNames: readonly StoreName[] = ["photos", "outbox", "steps", "answers"];

/** The answer of a store that could not be read. What it holds is unknown: nothing may be taken for gone. */
export const unreadable = Symbol("unreadable");
export type Unreadable = typeof unreadable;

let opened: Promise<IDBDatabase> | null = null;

/**
 * Runs a request against a store of the device's database and returns its result once the transaction is done. The
 * transaction includes what `send` requests in a handler of an earlier request.
 */
export async function execute<Answer>(
  name: StoreName,
  mode: IDBTransactionMode,
  send: (store: IDBObjectStore) => IDBRequest,
): Promise<Answer> {
  const database = await (opened ??= open());
  const transaction = database.transaction(name, mode);
  const answer = send(transaction.objectStore(name)) as IDBRequest<Answer>;
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the storage refused"));
  });
  return answer.result;
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, version);
  request.onupgradeneeded = () => {
    const { result } = request;
    const missing = storeNames.filter((name) => !result.objectStoreNames.contains(name));
    missing.forEach((name) => result.createObjectStore(name));
  };
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the storage refused"));
  });
  // A tab with a newer version of the page may upgrade the database; this tab then opens it again.
  database.onversionchange = () => {
    database.close();
    opened = null;
  };
  return database;
}
