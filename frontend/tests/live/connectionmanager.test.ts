// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { storageKey, TransportSelector, type TransportName } from "../../src/live/transportselector";
import { connectionStatus } from "../../src/live/connectionstatus.svelte";
import { Feed } from "../../src/live/feed";
import { ConnectionManager } from "../../src/live/connectionmanager";
import type { Transport } from "../../src/live/connection";
import { FakeConnection } from "./fakeconnection";

const stable = 5_000;
const longestPause = 10_000;
let connections: FakeConnection[];
let manager: ConnectionManager;
let stopWatching: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  connections = [];
  manager = newManager();
  stopWatching = manager.watch();
});

afterEach(() => {
  stopWatching();
  look(true);
  vi.useRealTimers();
});

function newManager(): ConnectionManager {
  const transport =
    (name: TransportName): Transport =>
    (listener, openTimeoutMilliseconds) => {
      const connection = new FakeConnection(name, openTimeoutMilliseconds, listener);
      connections.push(connection);
      return connection;
    };
  return new ConnectionManager(
    { socket: transport("socket"), stream: transport("stream") },
    new TransportSelector(sessionStorage, () => 1),
    () => 1,
  );
}

function last(): FakeConnection {
  const connection = connections.at(-1);
  if (connection === undefined) throw new Error("no connection was opened");
  return connection;
}

function pass(milliseconds = longestPause): void {
  vi.advanceTimersByTime(milliseconds);
}

function subscribe(next: (result: unknown) => void = () => {}) {
  const payload = { query: "", operationName: "Steps", variables: { after: "e:1" } as Record<string, unknown> };
  return { payload, stop: manager.subscribe(payload, { next, error: () => {} }) };
}

function look(isLooking: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isLooking);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** WebSockets do not open here; whatever else is tried does. */
function brokenSockets(): FakeConnection {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().end();
    pass();
  }
  last().open();
  return last();
}

const transports = () => connections.map((connection) => connection.transport);
const open = () => connections.filter((connection) => !connection.isClosed);

test("one socket carries everything", () => {
  subscribe();
  subscribe();
  last().open();
  subscribe();

  expect(transports()).toEqual(["socket"]);
  expect(last().attached).toHaveLength(3);
  expect(connectionStatus.state).toBe("live");
});

test("what is lost is opened again with the newest cursor, without end, after longer and longer pauses", () => {
  const { payload } = subscribe();
  last().open();
  pass(stable);
  const reconnected = vi.fn();
  manager.onReconnected(reconnected);

  payload.variables.after = "e:9";
  last().end(1006);
  expect(connectionStatus.state).toBe("lost");
  pass(399);
  expect(connections).toHaveLength(1);
  pass(1);
  last().open();

  expect(connections.map((connection) => connection.cursors)).toEqual([["e:1"], ["e:9"]]);
  expect(reconnected).toHaveBeenCalledOnce();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    last().end();
    pass();
  }
  expect(connections).toHaveLength(102);
});

test("a network that is back is used at once", () => {
  subscribe();
  last().end();

  dispatchEvent(new Event("online"));

  expect(connections).toHaveLength(2);
});

test("where sockets do not open three times in a row, a stream carries the same from the newest cursors", () => {
  const { payload } = subscribe();
  payload.variables.after = "e:5";

  const stream = brokenSockets();

  expect(transports()).toEqual(["socket", "socket", "socket", "stream"]);
  expect(stream.cursors).toEqual(["e:5"]);
  expect(connectionStatus.state).toBe("live");
});

test("a socket that opens but never lasts is none either", () => {
  subscribe();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().open();
    pass(stable - 1);
    last().end(1006);
    pass();
  }

  expect(last().transport).toBe("stream");
});

test("a server that says goodbye has not broken its sockets, and waits for nobody", () => {
  subscribe();
  last().end();
  pass();

  for (let time = 0; time < 5; time += 1) {
    last().open();
    last().end(1012);
    pass(400);
  }

  expect(new Set(transports())).toEqual(new Set(["socket"]));
  expect(connections).toHaveLength(7);
});

test("a server that is away is no broken socket: when it is back, so is the socket", () => {
  subscribe();
  for (let attempt = 0; attempt < 7; attempt += 1) {
    last().end();
    pass();
  }
  expect(transports().slice(3)).toEqual(["stream", "socket", "socket", "socket", "stream"]);
  const stream = last();
  stream.open();

  pass(15_000);
  last().open();

  expect(open()).toEqual([last()]);
  expect(last().transport).toBe("socket");
});

test("while a stream works the socket is tried less and less often, and nobody notices", () => {
  subscribe();
  const stream = brokenSockets();
  const found = connections.length;

  for (const wait of [15_000, 60_000, 240_000, 600_000, 600_000]) {
    pass(wait - 1);
    const before = connections.length;
    pass(1);
    expect(connections).toHaveLength(before + 1);
    last().end();
    expect(connectionStatus.state).toBe("live");
  }

  expect(connections).toHaveLength(found + 5);
  expect(open()).toEqual([stream]);
});

test("a socket that opens again takes over from the stream, each operation at its newest cursor", () => {
  const { payload } = subscribe();
  const stream = brokenSockets();
  const reconnected = vi.fn();
  manager.onReconnected(reconnected);
  payload.variables.after = "e:7";

  pass(15_000);
  last().open();

  expect(stream.isClosed).toBe(true);
  expect(last().cursors).toEqual(["e:7"]);
  expect(connectionStatus.state).toBe("live");
  // Whoever has no cursor asks what came between.
  expect(reconnected).toHaveBeenCalledOnce();
});

test("another network is a reason to try the socket now", () => {
  subscribe();
  brokenSockets();

  dispatchEvent(new Event("online"));

  expect(last().transport).toBe("socket");
});

test("a stream that is lost is opened again, while the probe of a socket goes on", () => {
  subscribe();
  const stream = brokenSockets();
  pass(15_000);
  const probe = last();

  stream.end();
  pass(longestPause);
  probe.open();

  expect(last().transport).toBe("stream");
  expect(open()).toEqual([probe]);
  expect(probe.attached).toHaveLength(1);
});

test("a stream that no longer opens leads back to the socket", () => {
  subscribe();
  brokenSockets();
  pass(stable);

  for (const pause of [400, 800, 1_600, 3_200]) {
    last().end();
    pass(pause);
  }

  expect(transports().slice(3)).toEqual(["stream", "stream", "stream", "stream", "socket"]);
});

test("when streams no longer open, no second socket is left from before", () => {
  subscribe();
  brokenSockets();
  pass(14_000);
  const stream = last();
  pass(1_000);
  stream.end();
  pass(400);

  for (const pause of [800, 1_600, 3_200]) {
    last().end();
    pass(pause);
  }

  expect(transports().slice(3)).toEqual(["stream", "socket", "stream", "stream", "stream", "socket"]);
  expect(open()).toEqual([last()]);
});

test("a stream that was asked for anew does not hasten the probe of a socket, nor double it", () => {
  subscribe();
  const stream = brokenSockets();
  pass(10_000);
  const before = connections.length;

  stream.open();
  pass(5_000);
  expect(connections).toHaveLength(before + 1);
  stream.open();
  pass(30_000);

  expect(connections).toHaveLength(before + 1);
});

test("a reload begins where this tab found a way before, and still tries the socket", () => {
  subscribe();
  brokenSockets();
  pass(stable);

  manager = newManager();
  connections.length = 0;
  subscribe();
  last().open();

  expect(transports()).toEqual(["stream"]);
  pass(15_000);
  expect(last().transport).toBe("socket");
});

test("a tab that nobody looks at lets go of its stream and resumes when somebody does", () => {
  const { payload } = subscribe();
  const stream = brokenSockets();

  look(false);
  payload.variables.after = "e:8";
  pass(600_000);
  expect([open(), connectionStatus.state, stream.isClosed]).toEqual([[], "idle", true]);
  look(true);
  last().open();

  expect(last().transport).toBe("stream");
  expect(last().cursors).toEqual(["e:8"]);
  expect(connectionStatus.state).toBe("live");
});

test("a tab that was opened in the background takes no connection of its own", () => {
  sessionStorage.setItem(storageKey, "stream");
  manager = newManager();
  look(false);

  subscribe();

  expect(connections).toEqual([]);
});

test("a hidden tab keeps its socket, for they are not counted", () => {
  subscribe();
  last().open();

  look(false);

  expect(open()).toHaveLength(1);
});

test.each(["socket", "stream"] as const)("signing in or out opens another %s at once", (transport) => {
  sessionStorage.setItem(storageKey, transport);
  manager = newManager();
  subscribe();
  last().open();
  const renewed = vi.fn();
  manager.onRenewed(renewed);

  manager.renew();

  expect(transports()).toEqual([transport, transport]);
  expect(open()).toEqual([last()]);
  expect(last().attached).toHaveLength(1);
  expect(renewed).toHaveBeenCalledOnce();
});

test.each(["socket", "stream"])(
  "the end of a session is told by a %s, and the manager comes back without it",
  (transport) => {
    sessionStorage.setItem(storageKey, transport);
    manager = newManager();
    const over = vi.fn();
    manager.onSessionOver(over);
    subscribe();
    last().open();

    last().end(1012);
    pass(400);
    expect(over).not.toHaveBeenCalled();
    last().open();
    last().end(4403);
    pass(400);

    expect(over).toHaveBeenCalledOnce();
    expect(transports()).toEqual([transport, transport, transport]);
  },
);

test("a connection lingers while one screen closes and the next opens, and is closed when nobody watches", () => {
  const first = subscribe();
  last().open();

  first.stop();
  pass(3_999);
  const second = subscribe();
  pass(60_000);
  expect(open()).toHaveLength(1);
  second.stop();
  pass(4_000);

  expect(open()).toEqual([]);
  expect(connectionStatus.state).toBe("idle");
  subscribe();
  expect(connectionStatus.state).toBe("connecting");
});

test("a feed that moves from sockets to a stream and back applies each step once", async () => {
  const applied: string[] = [];
  const feed = new Feed<{ cursor: string }>(manager, {
    query: "",
    operationName: "Steps",
    variables: {},
    cursorOf: (step) => step.cursor,
    apply: (step) => applied.push(step.cursor),
    catchUp: async () => "e:1",
  });
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  pass(stable);
  last().deliver({ data: { cursor: "e:2" } });

  last().end();
  pass();
  const stream = brokenSockets();
  stream.deliver({ data: { cursor: "e:3" } });
  pass(15_000);
  last().open();
  stream.deliver({ data: { cursor: "e:4" } });
  last().deliver({ data: { cursor: "e:3" } });
  last().deliver({ data: { cursor: "e:4" } });
  feed.close();

  expect([stream.cursors, last().cursors]).toEqual([["e:2"], ["e:3"]]);
  expect(applied).toEqual(["e:2", "e:3", "e:4"]);
});
