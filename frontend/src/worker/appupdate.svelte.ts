const checkMilliseconds = 3600_000;
/** The page loads first; the worker then takes its files from the browser's own cache. */
const restMilliseconds = 2_000;

/** The service worker of this page, and whether another version of the page waits for the user's word. */
export class AppUpdate {
  /** Whether the user is asked to load the new version. */
  isReady = $state(false);
  #registration: ServiceWorkerRegistration | null = null;
  #isAgreed = false;

  constructor(
    private readonly workers: ServiceWorkerContainer | undefined = globalThis.navigator?.serviceWorker,
    private readonly reload: () => void = () => location.reload(),
  ) {}

  /** Registers the worker and looks for new versions; returns the function that stops it. */
  watch(): () => void {
    const workers = this.workers;
    if (workers === undefined) return () => {};
    const hadWorker = workers.controller !== null;
    const changed = () => this.#changed(hadWorker);
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

  /** Loads the new version into this tab; every other tab asks its own user. */
  accept(): void {
    this.#isAgreed = true;
    const waiting = this.#registration?.waiting;
    if (waiting == null) return this.reload();
    waiting.postMessage("activate");
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
      if (registration.waiting !== null && registration.active !== null) this.isReady = true;
    };
    registration.installing?.addEventListener("statechange", look);
    // A version whose files are all here may be installed before this tab hears of it.
    look();
  }

  // Another tab may have agreed: this one goes on with its own version until its user agrees, too.
  #changed(hadWorker: boolean): void {
    if (this.#isAgreed) this.reload();
    else if (hadWorker) this.isReady = true;
  }
}

export const appUpdate = new AppUpdate();
