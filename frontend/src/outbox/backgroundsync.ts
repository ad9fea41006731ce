/** The tag of the event that the browser sends to the worker when the network is back. */
export const syncTag = "qala-outbox";

interface SyncManager {
  register(tag: string): Promise<void>;
}

type Registration = ServiceWorkerRegistration & { sync?: SyncManager };

/**
 * Asks the browser to wake the worker when the network is back, also after the page was closed. Returns whether it
 * will: only some browsers can, and none without a worker. Elsewhere what waits is sent when the page is next opened.
 */
export async function wakeWorkerWhenOnline(): Promise<boolean> {
  try {
    const registration: Registration | undefined = await globalThis.navigator?.serviceWorker?.getRegistration();
    if (registration?.active == null || registration.sync === undefined) return false;
    await registration.sync.register(syncTag);
    return true;
  } catch {
    return false;
  }
}
