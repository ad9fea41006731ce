import { backoffMilliseconds, wait } from "./backoff";
import { Choice, type RoadName } from "./choice";
import { connection } from "./connection.svelte";
import { openEventStream } from "./eventstream";
import type { Sink, SubscribePayload, Transport } from "./feed";
import { openSocket } from "./socket";
import type { Operation, Road, Wire } from "./wire";

// A change of page closes one subscription and opens the next: the wire should not notice.
const lingerMilliseconds = 4_000;
// A wire that opens and breaks, again and again, is none.
const steadyMilliseconds = 5_000;
// What the server says when it closes a wire of a session that is over.
const sessionOverCode = 4403;
// The server sends everybody away to come back at once: nothing is wrong with the road.
const comeBackCodes: readonly (number | undefined)[] = [1012, sessionOverCode];

type Timer = ReturnType<typeof setTimeout> | undefined;
type Listeners = Set<() => void>;

/** The one live connection of the page: a wire at a time, another one when it breaks, by whichever road there is. */
export class Line implements Transport {
  readonly #operations = new Map<Operation, () => void>();
  readonly #reconnected: Listeners = new Set();
  readonly #renewed: Listeners = new Set();
  readonly #sessionOver: Listeners = new Set();
  #wire: Wire | null = null;
  /** A socket that is tried while a stream does the work. */
  #trial: Wire | null = null;
  #retries = 0;
  #isComingBack = false;
  #isSteady = false;
  #retry: Timer;
  #steady: Timer;
  #nextTrial: Timer;
  #goodbye: Timer;

  constructor(
    private readonly roads: Record<RoadName, Road>,
    private readonly choice: Choice,
    private readonly random: () => number = Math.random,
  ) {}

  subscribe(payload: SubscribePayload, sink: Sink): () => void {
    const operation = { payload, sink };
    clearTimeout(this.#goodbye);
    this.#operations.set(operation, this.#wire?.carry(operation) ?? (() => {}));
    this.#openUnlessUnderWay();
    return () => this.#stop(operation);
  }

  onReconnected(listener: () => void): () => void {
    return added(this.#reconnected, listener);
  }

  onRenewed(listener: () => void): () => void {
    return added(this.#renewed, listener);
  }

  /** Calls back when the server has closed a wire because its session is over. */
  onSessionOver(listener: () => void): () => void {
    return added(this.#sessionOver, listener);
  }

  wait(milliseconds: number): Promise<void> {
    return wait(milliseconds);
  }

  /** A wire carries the session it was opened with, so signing in or out opens a new one. */
  renew(): void {
    this.#hangUp();
    this.#retries = 0;
    this.#open();
    tell(this.#renewed);
  }

  /** Notices when the network is back, and whether anybody looks. */
  watch(): () => void {
    const networkIsBack = () => this.#hurry();
    const attentionChanged = () => this.#attend();
    addEventListener("online", networkIsBack);
    document.addEventListener("visibilitychange", attentionChanged);
    return () => {
      removeEventListener("online", networkIsBack);
      document.removeEventListener("visibilitychange", attentionChanged);
    };
  }

  #stop(operation: Operation): void {
    this.#operations.get(operation)?.();
    this.#operations.delete(operation);
    if (this.#operations.size > 0) return;
    clearTimeout(this.#goodbye);
    this.#goodbye = setTimeout(() => this.#rest(), lingerMilliseconds);
  }

  #rest(): void {
    this.#hangUp();
    this.#isComingBack = this.#operations.size > 0;
    connection.state = "idle";
  }

  #hangUp(): void {
    this.#dropWire();
    this.#dropTrial();
  }

  #dropWire(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#steady);
    this.#retry = undefined;
    this.#wire?.close();
    this.#wire = null;
  }

  #dropTrial(): void {
    clearTimeout(this.#nextTrial);
    this.#nextTrial = undefined;
    this.#trial?.close();
    this.#trial = null;
  }

  #openUnlessUnderWay(): void {
    if (this.#wire === null && this.#retry === undefined) this.#open();
  }

  #open(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    // Streams take of the few connections that all tabs share. A tab that nobody looks at lets go of its own, and
    // misses nothing: it comes back with its cursors.
    if (this.#operations.size === 0 || (this.choice.road === "stream" && document.hidden)) return this.#rest();
    if (this.choice.road === "socket") this.#dropTrial();
    connection.state = this.#isComingBack ? "lost" : "connecting";
    this.#use(this.#begun(this.choice.road));
  }

  #begun(road: RoadName): Wire {
    const watcher = { opened: () => this.#opened(wire, road), ended: (code?: number) => this.#ended(wire, code) };
    const wire = this.roads[road](watcher, this.choice.patienceMilliseconds);
    return wire;
  }

  #use(wire: Wire): void {
    this.#wire = wire;
    this.#isSteady = false;
    for (const operation of this.#operations.keys()) this.#operations.set(operation, wire.carry(operation));
  }

  #opened(wire: Wire, road: RoadName): void {
    if (wire === this.#trial) this.#goBack(wire);
    this.choice.opened(road);
    connection.state = "live";
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => this.#held(), steadyMilliseconds);
    if (road === "stream") this.#planTrial();
    if (this.#isComingBack) tell(this.#reconnected);
    this.#isComingBack = true;
  }

  #held(): void {
    this.#isSteady = true;
    this.#retries = 0;
    this.choice.held();
  }

  #ended(wire: Wire, code: number | undefined): void {
    if (wire === this.#trial) return this.#trialEnded();
    this.#wire = null;
    this.#isComingBack = true;
    clearTimeout(this.#steady);
    if (comeBackCodes.includes(code)) this.#retries = 0;
    else if (!this.#isSteady) this.choice.failed();
    connection.state = "lost";
    this.#retry = setTimeout(() => this.#open(), backoffMilliseconds(this.#retries, this.random));
    this.#retries += 1;
    if (code === sessionOverCode) tell(this.#sessionOver);
  }

  #planTrial(): void {
    if (this.#trial !== null || this.#nextTrial !== undefined) return;
    this.#nextTrial = setTimeout(() => this.#try(), this.choice.trialMilliseconds);
  }

  #try(): void {
    clearTimeout(this.#nextTrial);
    this.#nextTrial = undefined;
    this.#trial = this.#begun("socket");
  }

  #trialEnded(): void {
    this.#trial = null;
    this.choice.trialFailed();
    this.#planTrial();
  }

  /** The stream is closed before the socket carries anything, so each operation goes on from its last cursor. */
  #goBack(trial: Wire): void {
    this.#trial = null;
    this.#dropWire();
    this.#use(trial);
  }

  #hurry(): void {
    if (this.#retry !== undefined) this.#open();
    else if (this.#nextTrial !== undefined) this.#try();
  }

  #attend(): void {
    if (!document.hidden) this.#openUnlessUnderWay();
    else if (this.choice.road === "stream") this.#rest();
  }
}

function added(listeners: Listeners, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(listeners: Listeners): void {
  listeners.forEach((listener) => listener());
}

export const line = new Line({ socket: openSocket, stream: openEventStream }, new Choice(sessionStorage));
