// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { connectionStatus } from "../../src/live/connectionstatus.svelte";
import {
  advance,
  connections,
  last,
  longestPause,
  manager,
  openConnections,
  openStream,
  restart,
  stable,
  subscribe,
  transports,
  useManager,
} from "./managerharness";

useManager();

test("beside a stream the socket is probed less and less often, without a change of state", () => {
  subscribe();
  const stream = openStream();
  const found = connections.length;

  for (const wait of [15_000, 60_000, 240_000, 600_000, 600_000]) {
    advance(wait - 1);
    const before = connections.length;
    advance(1);
    expect(connections).toHaveLength(before + 1);
    last().end();
    expect(connectionStatus.state).toBe("live");
  }

  expect(connections).toHaveLength(found + 5);
  expect(openConnections()).toEqual([stream]);
});

test("a probe that opens replaces the stream, each operation at its newest cursor", () => {
  const { payload } = subscribe();
  const stream = openStream();
  const reconnected = vi.fn();
  manager.onReconnected(reconnected);
  payload.variables.after = "e:7";

  advance(15_000);
  last().open();

  expect(stream.isClosed).toBe(true);
  expect(last().cursors).toEqual(["e:7"]);
  expect(connectionStatus.state).toBe("live");
  // A feed without a cursor has to load what it missed.
  expect(reconnected).toHaveBeenCalledOnce();
});

test("a change of network starts the probe at once", () => {
  subscribe();
  openStream();

  dispatchEvent(new Event("online"));

  expect(last().transport).toBe("socket");
});

test("a lost stream is opened again while the probe continues", () => {
  subscribe();
  const stream = openStream();
  advance(15_000);
  const probe = last();

  stream.end();
  advance(longestPause);
  probe.open();

  expect(last().transport).toBe("stream");
  expect(openConnections()).toEqual([probe]);
  expect(probe.attached).toHaveLength(1);
});

test("when streams no longer open the socket is attempted again", () => {
  subscribe();
  openStream();
  advance(stable);

  for (const pause of [400, 800, 1_600, 3_200]) {
    last().end();
    advance(pause);
  }

  expect(transports().slice(3)).toEqual(["stream", "stream", "stream", "stream", "socket"]);
});

test("a return to the socket closes the running probe", () => {
  subscribe();
  openStream();
  advance(14_000);
  const stream = last();
  advance(1_000);
  stream.end();
  advance(400);

  for (const pause of [800, 1_600, 3_200]) {
    last().end();
    advance(pause);
  }

  expect(transports().slice(3)).toEqual(["stream", "socket", "stream", "stream", "stream", "socket"]);
  expect(openConnections()).toEqual([last()]);
});

test("a new request of the stream neither hastens nor doubles the probe", () => {
  subscribe();
  const stream = openStream();
  advance(10_000);
  const before = connections.length;

  stream.open();
  advance(5_000);
  expect(connections).toHaveLength(before + 1);
  stream.open();
  advance(30_000);

  expect(connections).toHaveLength(before + 1);
});

test("a reload starts with the stored transport and still probes the socket", () => {
  subscribe();
  openStream();
  advance(stable);

  restart();
  connections.length = 0;
  subscribe();
  last().open();

  expect(transports()).toEqual(["stream"]);
  advance(15_000);
  expect(last().transport).toBe("socket");
});
