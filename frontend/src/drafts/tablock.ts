/** Releases a lock; calling it again has no effect. */
export type Release = () => void;

/**
 * Waits until no other tab holds the lock. Returns null if `signal` aborts before, or if `only` says "free" and another
 * tab holds it. A tab that is closed releases its locks. Browsers have no locks on plain http: there it is granted, and
 * the server still accepts one id once.
 */
export function takeLock(name: string, signal: AbortSignal, only: "free" | "later" = "later"): Promise<Release | null> {
  const locks = globalThis.navigator?.locks;
  if (locks == null) return Promise.resolve(signal.aborted ? null : () => {});
  return new Promise((resolve) => {
    const options = only === "free" ? { ifAvailable: true } : { signal };
    const granted = (lock: Lock | null): Promise<void> | undefined => {
      if (lock === null) return void resolve(null);
      return new Promise((release) => resolve(() => release()));
    };
    locks.request(name, options, granted).catch(() => resolve(null));
  });
}
