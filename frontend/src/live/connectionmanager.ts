import { backoffMilliseconds, wait } from "./backoff";
import type { Connection, Operation, Transport } from "./connection";
import { connectionStatus } from "./connectionstatus.svelte";
import type { Sink, SubscribePayload, SubscriptionClient } from "./feed";
import { openSseConnection } from "./sseconnection";
import { TransportSelector, type TransportName } from "./transportselector";
import { openWebSocketConnection } from "./websocketconnection";

// A change of page stops one subscription and starts the next: the connection stays open in between.
const lingerMilliseconds = 4_000;
// A connection that opens and breaks sooner than this counts as one that did not open.
const stableMilliseconds = 5_000;
// The close code of a connection whose session has ended.
const sessionOverCode = 4403;
// After these close codes the client reconnects at once: a restarting server says nothing about the transport.
const reconnectAtOnceCodes: readonly (number | undefined)[] = [1012, sessionOverCode];

type Timer = ReturnType<typeof setTimeout> | undefined;
type Listeners = Set<() => void>;

/** Keeps one live connection for the page and opens the next one when it breaks, over the selected transport. */
export class ConnectionManager implements SubscriptionClient {
  readonly #operations = new Map<Operation, () => void>();
  readonly #reconnected: Listeners = new Set();
  readonly #renewed: Listeners = new Set();
  readonly #sessionOver: Listeners = new Set();
  #connection: Connection | null = null;
  /** A socket that is opened to see whether sockets work, while a stream delivers the results. */
  #probe: Connection | null = null;
  #retries = 0;
  #isReconnecting = false;
  #isStable = false;
  #retryTimer: Timer;
  #stableTimer: Timer;
  #probeTimer: Timer;
  #lingerTimer: Timer;

  constructor(
    private readonly transports: Record<TransportName, Transport>,
    private readonly selector: TransportSelector,
    private readonly random: () => number = Math.random,
  ) {}

  subscribe(payload: SubscribePayload, sink: Sink): () => void {
    const operation = { payload, sink };
    clearTimeout(this.#lingerTimer);
    this.#operations.set(operation, this.#connection?.attach(operation) ?? (() => {}));
    this.#openUnlessUnderWay();
    return () => this.#stop(operation);
  }

  onReconnected(listener: () => void): () => void {
    return added(this.#reconnected, listener);
  }

  onRenewed(listener: () => void): () => void {
    return added(this.#renewed, listener);
  }

  /** Calls back when the server has closed a connection because its session has ended. */
  onSessionOver(listener: () => void): () => void {
    return added(this.#sessionOver, listener);
  }

  wait(milliseconds: number): Promise<void> {
    return wait(milliseconds);
  }

  /** Opens another connection after sign-in or sign-out: a connection keeps the session with which it was opened. */
  renew(): void {
    this.#closeAll();
    this.#retries = 0;
    this.#open();
    notify(this.#renewed);
  }

  /** Follows the network and the visibility of the page until the returned function is called. */
  watch(): () => void {
    const networkIsBack = () => this.#retryNow();
    const visibilityChanged = () => this.#visibilityChanged();
    addEventListener("online", networkIsBack);
    document.addEventListener("visibilitychange", visibilityChanged);
    return () => {
      removeEventListener("online", networkIsBack);
      document.removeEventListener("visibilitychange", visibilityChanged);
    };
  }

  #stop(operation: Operation): void {
    this.#operations.get(operation)?.();
    this.#operations.delete(operation);
    if (this.#operations.size > 0) return;
    clearTimeout(this.#lingerTimer);
    this.#lingerTimer = setTimeout(() => this.#becomeIdle(), lingerMilliseconds);
  }

  #becomeIdle(): void {
    this.#closeAll();
    this.#isReconnecting = this.#operations.size > 0;
    connectionStatus.state = "idle";
  }

  #closeAll(): void {
    this.#closeConnection();
    this.#closeProbe();
  }

  #closeConnection(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stableTimer);
    this.#retryTimer = undefined;
    this.#connection?.close();
    this.#connection = null;
  }

  #closeProbe(): void {
    clearTimeout(this.#probeTimer);
    this.#probeTimer = undefined;
    this.#probe?.close();
    this.#probe = null;
  }

  #openUnlessUnderWay(): void {
    if (this.#connection === null && this.#retryTimer === undefined) this.#open();
  }

  #open(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    // Each stream takes one of the few connections that all tabs of a site share, so a hidden tab closes its stream.
    // It misses nothing: it resumes from its cursors.
    if (this.#operations.size === 0 || (this.selector.transport === "stream" && document.hidden))
      return this.#becomeIdle();
    if (this.selector.transport === "socket") this.#closeProbe();
    connectionStatus.state = this.#isReconnecting ? "lost" : "connecting";
    this.#use(this.#connect(this.selector.transport));
  }

  #connect(name: TransportName): Connection {
    const listener = {
      opened: () => this.#opened(connection, name),
      ended: (code?: number) => this.#ended(connection, code),
    };
    const connection = this.transports[name](listener, this.selector.openTimeoutMilliseconds);
    return connection;
  }

  #use(connection: Connection): void {
    this.#connection = connection;
    this.#isStable = false;
    for (const operation of this.#operations.keys()) this.#operations.set(operation, connection.attach(operation));
  }

  #opened(connection: Connection, name: TransportName): void {
    if (connection === this.#probe) this.#promote(connection);
    this.selector.connectionOpened(name);
    connectionStatus.state = "live";
    clearTimeout(this.#stableTimer);
    this.#stableTimer = setTimeout(() => this.#becameStable(), stableMilliseconds);
    if (name === "stream") this.#scheduleProbe();
    if (this.#isReconnecting) notify(this.#reconnected);
    this.#isReconnecting = true;
  }

  #becameStable(): void {
    this.#isStable = true;
    this.#retries = 0;
    this.selector.connectionStable();
  }

  #ended(connection: Connection, code: number | undefined): void {
    if (connection === this.#probe) return this.#probeEnded();
    this.#connection = null;
    this.#isReconnecting = true;
    clearTimeout(this.#stableTimer);
    if (reconnectAtOnceCodes.includes(code)) this.#retries = 0;
    else if (!this.#isStable) this.selector.connectionFailed();
    connectionStatus.state = "lost";
    this.#retryTimer = setTimeout(() => this.#open(), backoffMilliseconds(this.#retries, this.random));
    this.#retries += 1;
    if (code === sessionOverCode) notify(this.#sessionOver);
  }

  #scheduleProbe(): void {
    if (this.#probe !== null || this.#probeTimer !== undefined) return;
    this.#probeTimer = setTimeout(() => this.#startProbe(), this.selector.probeDelayMilliseconds);
  }

  #startProbe(): void {
    clearTimeout(this.#probeTimer);
    this.#probeTimer = undefined;
    this.#probe = this.#connect("socket");
  }

  #probeEnded(): void {
    this.#probe = null;
    this.selector.probeFailed();
    this.#scheduleProbe();
  }

  /** Replaces the stream by the probe. The stream closes first, so each operation resumes from its last cursor. */
  #promote(probe: Connection): void {
    this.#probe = null;
    this.#closeConnection();
    this.#use(probe);
  }

  #retryNow(): void {
    if (this.#retryTimer !== undefined) this.#open();
    else if (this.#probeTimer !== undefined) this.#startProbe();
  }

  #visibilityChanged(): void {
    if (!document.hidden) this.#openUnlessUnderWay();
    else if (this.selector.transport === "stream") this.#becomeIdle();
  }
}

function added(listeners: Listeners, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(listeners: Listeners): void {
  listeners.forEach((listener) => listener());
}

export const connectionManager = new ConnectionManager(
  { socket: openWebSocketConnection, stream: openSseConnection },
  new TransportSelector(sessionStorage),
);
