/** The version of the page and the addresses of its files; `worker.ts` of the build writes them. */
declare const QALA_SHELL: { version: string; files: string[] };

/** An event of Background Sync: the network is back. The library of types has none. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

interface ServiceWorkerGlobalScopeEventMap {
  sync: SyncEvent;
}
