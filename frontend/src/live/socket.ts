import { createClient, type Client } from "graphql-ws";
import { backoffMilliseconds, wait } from "./backoff";
import { connection } from "./connection.svelte";
import type { Transport } from "./feed";

const pingEveryMilliseconds = 12_000;
const pongWithinMilliseconds = 6_000;
// A change of page closes one subscription and opens the next: the socket should not notice.
const lazyCloseMilliseconds = 4_000;

// The client's own goodbye when nobody subscribes any more.
const ownGoodbyeCode = 1000;
// What the server says when it closes the socket of a session that is over.
const sessionOverCode = 4403;

const reconnectedListeners = new Set<() => void>();
const renewedListeners = new Set<() => void>();
const sessionOverListeners = new Set<() => void>();
let pongTimer: ReturnType<typeof setTimeout> | undefined;

const client: Client = createClient({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  lazy: true,
  lazyCloseTimeout: lazyCloseMilliseconds,
  keepAlive: pingEveryMilliseconds,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: (retries) => Promise.race([wait(backoffMilliseconds(retries)), networkIsBack()]),
  on: {
    connecting: (retrying) => {
      connection.state = retrying ? "lost" : "connecting";
    },
    connected: (_socket, _payload, wasRetry) => {
      connection.state = "live";
      if (wasRetry) reconnectedListeners.forEach((listener) => listener());
    },
    closed: (event) => {
      clearTimeout(pongTimer);
      const code = codeOf(event);
      connection.state = code === ownGoodbyeCode ? "idle" : "lost";
      if (code === sessionOverCode) sessionOverListeners.forEach((listener) => listener());
    },
    // A phone that left the metro holds a socket that looks open and is dead.
    ping: (received) => {
      if (!received) pongTimer = setTimeout(() => client.terminate(), pongWithinMilliseconds);
    },
    pong: (received) => {
      if (received) clearTimeout(pongTimer);
    },
  },
});

export const socket: Transport = {
  subscribe: (payload, sink) =>
    client.subscribe(payload, {
      next: (result) => sink.next(result),
      error: (reason) => sink.error(reason),
      complete: () => sink.complete(),
    }),
  onReconnected(listener) {
    reconnectedListeners.add(listener);
    return () => reconnectedListeners.delete(listener);
  },
  onRenewed(listener) {
    renewedListeners.add(listener);
    return () => renewedListeners.delete(listener);
  },
  wait,
};

/** Calls back when the server has closed the socket because its session is over. */
export function onSessionOver(listener: () => void): void {
  sessionOverListeners.add(listener);
}

/** The socket carries the session it was opened with, so signing in or out opens a new one. */
export function renewSocket(): void {
  client.terminate();
  renewedListeners.forEach((listener) => listener());
}

function networkIsBack(): Promise<void> {
  return new Promise((resolve) => addEventListener("online", () => resolve(), { once: true }));
}

function codeOf(event: unknown): number | undefined {
  return (event as { code?: number }).code;
}
