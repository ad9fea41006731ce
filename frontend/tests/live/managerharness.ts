import { afterEach, beforeEach, vi } from "vitest";
import type { Transport } from "../../src/live/connection";
import { ConnectionManager } from "../../src/live/connectionmanager";
import { TransportSelector, type TransportName } from "../../src/live/transportselector";
import { FakeConnection } from "./fakeconnection";

/** Milliseconds after which an open connection is stable. */
export const stable = 5_000;
/** Milliseconds after which the manager has reconnected at the latest. */
export const longestPause = 10_000;
/** All connections that the manager of this test has opened, in their order. */
export let connections: FakeConnection[];
export let manager: ConnectionManager;

/** Gives each test a new manager over fake connections and fake timers. */
export function useManager(): void {
  let stopWatching: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    connections = [];
    restart();
    stopWatching = manager.watch();
  });

  afterEach(() => {
    stopWatching();
    setVisible(true);
    vi.useRealTimers();
  });
}

/** Replaces the manager by a new one that reads the stored transport, as a reload of the page does. */
export function restart(): void {
  manager = new ConnectionManager(
    { socket: transport("socket"), stream: transport("stream") },
    new TransportSelector(sessionStorage, () => 1),
    () => 1,
  );
}

function transport(name: TransportName): Transport {
  return (listener, openTimeoutMilliseconds) => {
    const connection = new FakeConnection(name, openTimeoutMilliseconds, listener);
    connections.push(connection);
    return connection;
  };
}

export function last(): FakeConnection {
  const connection = connections.at(-1);
  if (connection === undefined) throw new Error("no connection was opened");
  return connection;
}

export function transports(): TransportName[] {
  return connections.map((connection) => connection.transport);
}

export function openConnections(): FakeConnection[] {
  return connections.filter((connection) => !connection.isClosed);
}

export function advance(milliseconds = longestPause): void {
  vi.advanceTimersByTime(milliseconds);
}

export function subscribe(next: (result: unknown) => void = () => {}) {
  const payload = { query: "", operationName: "Steps", variables: { after: "e:1" } as Record<string, unknown> };
  return { payload, stop: manager.subscribe(payload, { next, error: () => {} }) };
}

export function setVisible(isVisible: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isVisible);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** Fails three sockets and opens the stream that follows. */
export function openStream(): FakeConnection {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().end();
    advance();
  }
  last().open();
  return last();
}
