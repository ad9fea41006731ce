export type RoadName = "socket" | "stream";

const storageKey = "live-road";
/** Some networks break WebSockets. That one is not opened once has other reasons: the server restarts, the signal is weak. */
const enoughFailures = 3;
const firstPatienceMilliseconds = 5_000;
const lastPatienceMilliseconds = 30_000;
const firstTrialMilliseconds = 15_000;
const lastTrialMilliseconds = 600_000;

/** Which road to take to the server. WebSockets if they can be had; where they cannot, server-sent events. */
export class Choice {
  #settled: RoadName;
  #road: RoadName;
  #failures = 0;
  #trials = 0;

  constructor(
    private readonly storage: Storage,
    private readonly random: () => number = Math.random,
  ) {
    this.#road = this.#settled = storage.getItem(storageKey) === "stream" ? "stream" : "socket";
  }

  get road(): RoadName {
    return this.#road;
  }

  /** How long a wire may take to open. More and more, for there are networks on which everything takes long. */
  get patienceMilliseconds(): number {
    const doublings = Math.max(0, this.#failures - enoughFailures);
    return Math.min(lastPatienceMilliseconds, firstPatienceMilliseconds * 2 ** doublings);
  }

  /** After how long to try a WebSocket again: soon at first, for where the server was away nothing is wrong with them. */
  get trialMilliseconds(): number {
    const ceiling = Math.min(lastTrialMilliseconds, firstTrialMilliseconds * 4 ** Math.min(this.#trials, 16));
    return (0.5 + this.random() / 2) * ceiling;
  }

  /**
   * A wire did not open, or not for long. Once that is enough, the other road is tried, once: where nothing opens at all,
   * the server is away, and most pages should come back by the road they know.
   */
  failed(): void {
    // A socket that took over from a stream and did not hold was no better than one that did not open.
    if (this.#road === "socket" && this.#settled === "stream") this.trialFailed();
    this.#failures += 1;
    const isOthersTurn = this.#failures % (enoughFailures + 1) === enoughFailures;
    this.#road = isOthersTurn ? otherThan(this.#settled) : this.#settled;
  }

  trialFailed(): void {
    this.#trials += 1;
  }

  /** A stream is settled for at once, since sockets are tried beside it. A socket has to hold first. */
  opened(road: RoadName): void {
    this.#road = road;
    if (road === "stream") this.held();
  }

  /** The wire has been open for long enough: remembered in this tab, so that a reload need not find out again. */
  held(): void {
    this.#settled = this.#road;
    this.#failures = 0;
    if (this.#road === "socket") this.#trials = 0;
    this.storage.setItem(storageKey, this.#road);
  }
}

function otherThan(road: RoadName): RoadName {
  return road === "socket" ? "stream" : "socket";
}
