// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { connectionStatus } from "../../src/live/connectionstatus.svelte";
import { Feed } from "../../src/live/feed";
import { storageKey } from "../../src/live/transportselector";
import {
  advance,
  connections,
  last,
  manager,
  openConnections,
  openStream,
  restart,
  setVisible,
  stable,
  subscribe,
  transports,
  useManager,
} from "./managerharness";

useManager();

test("all operations share one socket", () => {
  subscribe();
  subscribe();
  last().open();
  subscribe();

  expect(transports()).toEqual(["socket"]);
  expect(last().attached).toHaveLength(3);
  expect(connectionStatus.state).toBe("live");
});

test("a lost connection is opened again from the newest cursor, without limit, after growing pauses", () => {
  const { payload } = subscribe();
  last().open();
  advance(stable);
  const reconnected = vi.fn();
  manager.onReconnected(reconnected);

  payload.variables.after = "e:9";
  last().end(1006);
  expect(connectionStatus.state).toBe("lost");
  advance(399);
  expect(connections).toHaveLength(1);
  advance(1);
  last().open();

  expect(connections.map((connection) => connection.cursors)).toEqual([["e:1"], ["e:9"]]);
  expect(reconnected).toHaveBeenCalledOnce();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    last().end();
    advance();
  }
  expect(connections).toHaveLength(102);
});

test("when the network is back the manager reconnects at once", () => {
  subscribe();
  last().end();

  dispatchEvent(new Event("online"));

  expect(connections).toHaveLength(2);
});

test("after three sockets that do not open, a stream resumes from the newest cursors", () => {
  const { payload } = subscribe();
  payload.variables.after = "e:5";

  const stream = openStream();

  expect(transports()).toEqual(["socket", "socket", "socket", "stream"]);
  expect(stream.cursors).toEqual(["e:5"]);
  expect(connectionStatus.state).toBe("live");
});

test("a socket that never becomes stable counts as one that does not open", () => {
  subscribe();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().open();
    advance(stable - 1);
    last().end(1006);
    advance();
  }

  expect(last().transport).toBe("stream");
});

test("close code 1012 is no failure of the transport and reconnects without growing pauses", () => {
  subscribe();
  last().end();
  advance();

  for (let time = 0; time < 5; time += 1) {
    last().open();
    last().end(1012);
    advance(400);
  }

  expect(new Set(transports())).toEqual(new Set(["socket"]));
  expect(connections).toHaveLength(7);
});

test("after an outage of the server the manager returns to the socket", () => {
  subscribe();
  for (let attempt = 0; attempt < 7; attempt += 1) {
    last().end();
    advance();
  }
  expect(transports().slice(3)).toEqual(["stream", "socket", "socket", "socket", "stream"]);
  const stream = last();
  stream.open();

  advance(15_000);
  last().open();

  expect(openConnections()).toEqual([last()]);
  expect(last().transport).toBe("socket");
});

test("a hidden tab closes its stream and resumes when it is visible", () => {
  const { payload } = subscribe();
  const stream = openStream();

  setVisible(false);
  payload.variables.after = "e:8";
  advance(600_000);
  expect([openConnections(), connectionStatus.state, stream.isClosed]).toEqual([[], "idle", true]);
  setVisible(true);
  last().open();

  expect(last().transport).toBe("stream");
  expect(last().cursors).toEqual(["e:8"]);
  expect(connectionStatus.state).toBe("live");
});

test("a tab that is opened hidden opens no stream", () => {
  sessionStorage.setItem(storageKey, "stream");
  restart();
  setVisible(false);

  subscribe();

  expect(connections).toEqual([]);
});

test("a hidden tab keeps its socket, because browsers do not limit them", () => {
  subscribe();
  last().open();

  setVisible(false);

  expect(openConnections()).toHaveLength(1);
});

test.each(["socket", "stream"] as const)("sign-in and sign-out open another %s at once", (transport) => {
  sessionStorage.setItem(storageKey, transport);
  restart();
  subscribe();
  last().open();
  const renewed = vi.fn();
  manager.onRenewed(renewed);

  manager.renew();

  expect(transports()).toEqual([transport, transport]);
  expect(openConnections()).toEqual([last()]);
  expect(last().attached).toHaveLength(1);
  expect(renewed).toHaveBeenCalledOnce();
});

test.each(["socket", "stream"])(
  "close code 4403 of a %s reports the end of the session, and the manager reconnects without it",
  (transport) => {
    sessionStorage.setItem(storageKey, transport);
    restart();
    const over = vi.fn();
    manager.onSessionOver(over);
    subscribe();
    last().open();

    last().end(1012);
    advance(400);
    expect(over).not.toHaveBeenCalled();
    last().open();
    last().end(4403);
    advance(400);

    expect(over).toHaveBeenCalledOnce();
    expect(transports()).toEqual([transport, transport, transport]);
  },
);

test("the connection stays open between two screens and closes without subscriptions", () => {
  const first = subscribe();
  last().open();

  first.stop();
  advance(3_999);
  const second = subscribe();
  advance(60_000);
  expect(openConnections()).toHaveLength(1);
  second.stop();
  advance(4_000);

  expect(openConnections()).toEqual([]);
  expect(connectionStatus.state).toBe("idle");
  subscribe();
  expect(connectionStatus.state).toBe("connecting");
});

test("a feed that moves from a socket to a stream and back applies each event once", async () => {
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
  advance(stable);
  last().deliver({ data: { cursor: "e:2" } });

  last().end();
  advance();
  const stream = openStream();
  stream.deliver({ data: { cursor: "e:3" } });
  advance(15_000);
  last().open();
  stream.deliver({ data: { cursor: "e:4" } });
  last().deliver({ data: { cursor: "e:3" } });
  last().deliver({ data: { cursor: "e:4" } });
  feed.close();

  expect([stream.cursors, last().cursors]).toEqual([["e:2"], ["e:3"]]);
  expect(applied).toEqual(["e:2", "e:3", "e:4"]);
});
