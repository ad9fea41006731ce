export type TransportName = "socket" | "stream";

/** Open tabs hold this key in their session storage: under another name each of them would have to probe again. */
export const storageKey = "live-road";
/** Some networks break WebSockets. Fewer failures than this have other causes: a server restart, a weak signal. */
const failuresBeforeSwitch = 3;
const firstOpenTimeoutMilliseconds = 5_000;
const lastOpenTimeoutMilliseconds = 30_000;
const firstProbeDelayMilliseconds = 15_000;
const lastProbeDelayMilliseconds = 600_000;

/** Selects the transport of the next connection: WebSockets where they open, server-sent events where they do not. */
export class TransportSelector {
  #preferred: TransportName;
  #transport: TransportName;
  #failures = 0;
  #failedProbes = 0;

  constructor(
    private readonly storage: Storage,
    private readonly random: () => number = Math.random,
  ) {
    this.#transport = this.#preferred = storage.getItem(storageKey) === "stream" ? "stream" : "socket";
  }

  get transport(): TransportName {
    return this.#transport;
  }

  /** How long a connection may take to open. It grows with each failure, because some networks are slow throughout. */
  get openTimeoutMilliseconds(): number {
    const doublings = Math.max(0, this.#failures - failuresBeforeSwitch);
    return Math.min(lastOpenTimeoutMilliseconds, firstOpenTimeoutMilliseconds * 2 ** doublings);
  }

  /** When to probe a WebSocket again: soon at first, because after a server restart nothing is wrong with sockets. */
  get probeDelayMilliseconds(): number {
    const ceiling = Math.min(
      lastProbeDelayMilliseconds,
      firstProbeDelayMilliseconds * 4 ** Math.min(this.#failedProbes, 16),
    );
    return (0.5 + this.random() / 2) * ceiling;
  }

  /**
   * Counts a connection that did not open, or not for long. After three failures in a row the other transport gets one
   * attempt in four: if nothing opens at all, the server is away, and most pages should reconnect as they did before.
   */
  connectionFailed(): void {
    // A socket that replaced a stream and broke at once counts as a probe that did not open.
    if (this.#transport === "socket" && this.#preferred === "stream") this.probeFailed();
    this.#failures += 1;
    const isOthersTurn = this.#failures % (failuresBeforeSwitch + 1) === failuresBeforeSwitch;
    this.#transport = isOthersTurn ? otherThan(this.#preferred) : this.#preferred;
  }

  probeFailed(): void {
    this.#failedProbes += 1;
  }

  /** Prefers a stream as soon as it opens, because sockets are probed beside it. A socket has to be stable first. */
  connectionOpened(transport: TransportName): void {
    this.#transport = transport;
    if (transport === "stream") this.connectionStable();
  }

  /** Stores the transport of a stable connection for this tab, so that a reload need not probe again. */
  connectionStable(): void {
    this.#preferred = this.#transport;
    this.#failures = 0;
    if (this.#transport === "socket") this.#failedProbes = 0;
    this.storage.setItem(storageKey, this.#transport);
  }
}

function otherThan(transport: TransportName): TransportName {
  return transport === "socket" ? "stream" : "socket";
}
