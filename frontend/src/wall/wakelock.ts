/**
 * Keeps the screen of the device on until the returned function is called. `changed` is called with whether the browser
 * keeps it on; a browser releases the lock when the page is hidden, so it is requested again when it is shown.
 */
export function keepAwake(changed: (isKept: boolean) => void): () => void {
  let held: WakeLockSentinel | null = null;
  let isClosed = false;

  async function request(): Promise<void> {
    if (document.visibilityState !== "visible" || (held !== null && !held.released)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (isClosed) return void lock.release();
      held = lock;
      changed(true);
    } catch {
      // Low battery, or a policy of the device.
      changed(false);
    }
  }

  if (!("wakeLock" in navigator)) {
    changed(false);
    return () => {};
  }
  const again = () => void request();
  document.addEventListener("visibilitychange", again);
  again();
  return () => {
    isClosed = true;
    document.removeEventListener("visibilitychange", again);
    void held?.release();
  };
}
