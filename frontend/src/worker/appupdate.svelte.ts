const checkMilliseconds = 3600_000;
/** The page loads first; the worker then takes its files from the browser's own cache. */
const restMilliseconds = 2_000;
/** A browser keeps the worker of before while it answers another tab, in Chromium for up to five minutes. */
const patienceMilliseconds = 4_000;
const agreedKey = "qala.update";

/** The service worker of this page, and whether another version of the page waits for the user's word. */
export class AppUpdate {
  /** Whether the user is asked to load the new version. */
  isReady = $state(false);
  #registration: ServiceWorkerRegistration | null = null;
  #isAgreed = false;
  /** The page was reloaded after its user had agreed, and the browser has not replaced the worker since. */
  #isLate = false;

  constructor(
    private readonly workers: ServiceWorkerContainer | undefined = globalThis.navigator?.serviceWorker,
    private readonly reload: () => void = () => location.reload(),
    private readonly tab: Storage = sessionStorage,
  ) {}

  /** Registers the worker and looks for new versions; returns the function that stops it. */
  watch(): () => void {
    const workers = this.workers;
    if (workers === undefined) return () => {};
    this.#isLate = this.tab.getItem(agreedKey) !== null;
    this.tab.removeItem(agreedKey);
    let hadWorker = workers.controller !== null;
    const changed = () => {
      this.#changed(hadWorker);
      hadWorker = true;
    };
    workers.addEventListener("controllerchange", changed);
    const look = () => void this.#registration?.update().catch(() => undefined);
    const register = () => void this.#register(workers);
    const timers = [setTimeout(register, restMilliseconds), setInterval(look, checkMilliseconds)];
    addEventListener("online", look);
    return () => {
      timers.forEach(clearTimeout);
      removeEventListener("online", look);
      workers.removeEventListener("controllerchange", changed);
    };
  }

  /**
   * Loads the new version into this tab; every other tab asks its own user. The tab does not wait for the browser to
   * replace the worker: the server gives it the new page, whose files the new worker has stored.
   */
  accept(): void {
    this.#isAgreed = true;
    const waiting = this.#registration?.waiting;
    if (waiting == null) return this.reload();
    waiting.postMessage("activate");
    setTimeout(() => this.#reloadLate(), patienceMilliseconds);
  }

  #reloadLate(): void {
    this.tab.setItem(agreedKey, "agreed");
    this.reload();
  }

  async #register(workers: ServiceWorkerContainer): Promise<void> {
    try {
      const registration = await workers.register("/sw.js", { updateViaCache: "none" });
      this.#registration = registration;
      this.#follow(registration);
      registration.addEventListener("updatefound", () => this.#follow(registration));
    } catch {
      // Without a worker the page needs the network, as it did before.
    }
  }

  #follow(registration: ServiceWorkerRegistration): void {
    const look = () => {
      // The first worker replaces none, so there is nothing to ask.
      if (registration.waiting === null || registration.active === null) return;
      if (this.#isLate) registration.waiting.postMessage("activate");
      else this.isReady = true;
    };
    registration.installing?.addEventListener("statechange", look);
    // A version whose files are all here may be installed before this tab hears of it.
    look();
  }

  // Another tab may have agreed: this one goes on with its own version until its user agrees, too.
  #changed(hadWorker: boolean): void {
    if (this.#isAgreed) this.reload();
    else if (hadWorker && !this.#isLate) this.isReady = true;
    this.#isLate = false;
  }
}

export const appUpdate = new AppUpdate();
