// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Choice, type RoadName } from "../../src/live/choice";
import { connection } from "../../src/live/connection.svelte";
import { Feed } from "../../src/live/feed";
import { Line } from "../../src/live/line";
import type { Road } from "../../src/live/wire";
import { FakeWire } from "./fakewire";

const held = 5_000;
const longestPause = 10_000;
let wires: FakeWire[];
let line: Line;
let stopWatching: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  wires = [];
  line = newLine();
  stopWatching = line.watch();
});

afterEach(() => {
  stopWatching();
  look(true);
  vi.useRealTimers();
});

function newLine(): Line {
  const road =
    (name: RoadName): Road =>
    (watcher, patienceMilliseconds) => {
      const wire = new FakeWire(name, patienceMilliseconds, watcher);
      wires.push(wire);
      return wire;
    };
  return new Line({ socket: road("socket"), stream: road("stream") }, new Choice(sessionStorage, () => 1), () => 1);
}

function last(): FakeWire {
  const wire = wires.at(-1);
  if (wire === undefined) throw new Error("no wire was opened");
  return wire;
}

function pass(milliseconds = longestPause): void {
  vi.advanceTimersByTime(milliseconds);
}

function subscribe(next: (result: unknown) => void = () => {}) {
  const payload = { query: "", operationName: "Steps", variables: { after: "e:1" } as Record<string, unknown> };
  return { payload, stop: line.subscribe(payload, { next, error: () => {} }) };
}

function look(isLooking: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isLooking);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** WebSockets do not open here; whatever else is tried does. */
function brokenSockets(): FakeWire {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().end();
    pass();
  }
  last().open();
  return last();
}

const roads = () => wires.map((wire) => wire.road);
const open = () => wires.filter((wire) => !wire.isClosed);

test("one socket carries everything", () => {
  subscribe();
  subscribe();
  last().open();
  subscribe();

  expect(roads()).toEqual(["socket"]);
  expect(last().carried).toHaveLength(3);
  expect(connection.state).toBe("live");
});

test("what is lost is opened again with the newest cursor, without end, after longer and longer pauses", () => {
  const { payload } = subscribe();
  last().open();
  pass(held);
  const reconnected = vi.fn();
  line.onReconnected(reconnected);

  payload.variables.after = "e:9";
  last().end(1006);
  expect(connection.state).toBe("lost");
  pass(399);
  expect(wires).toHaveLength(1);
  pass(1);
  last().open();

  expect(wires.map((wire) => wire.cursors)).toEqual([["e:1"], ["e:9"]]);
  expect(reconnected).toHaveBeenCalledOnce();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    last().end();
    pass();
  }
  expect(wires).toHaveLength(102);
});

test("a network that is back is used at once", () => {
  subscribe();
  last().end();

  dispatchEvent(new Event("online"));

  expect(wires).toHaveLength(2);
});

test("where sockets do not open three times in a row, a stream carries the same from the newest cursors", () => {
  const { payload } = subscribe();
  payload.variables.after = "e:5";

  const stream = brokenSockets();

  expect(roads()).toEqual(["socket", "socket", "socket", "stream"]);
  expect(stream.cursors).toEqual(["e:5"]);
  expect(connection.state).toBe("live");
});

test("a socket that opens but never lasts is none either", () => {
  subscribe();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().open();
    pass(held - 1);
    last().end(1006);
    pass();
  }

  expect(last().road).toBe("stream");
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

  expect(new Set(roads())).toEqual(new Set(["socket"]));
  expect(wires).toHaveLength(7);
});

test("a server that is away is no broken socket: when it is back, so is the socket", () => {
  subscribe();
  for (let attempt = 0; attempt < 7; attempt += 1) {
    last().end();
    pass();
  }
  expect(roads().slice(3)).toEqual(["stream", "socket", "socket", "socket", "stream"]);
  const stream = last();
  stream.open();

  pass(15_000);
  last().open();

  expect(open()).toEqual([last()]);
  expect(last().road).toBe("socket");
});

test("while a stream works the socket is tried less and less often, and nobody notices", () => {
  subscribe();
  const stream = brokenSockets();
  const found = wires.length;

  for (const wait of [15_000, 60_000, 240_000, 600_000, 600_000]) {
    pass(wait - 1);
    const before = wires.length;
    pass(1);
    expect(wires).toHaveLength(before + 1);
    last().end();
    expect(connection.state).toBe("live");
  }

  expect(wires).toHaveLength(found + 5);
  expect(open()).toEqual([stream]);
});

test("a socket that opens again takes over from the stream, each operation at its newest cursor", () => {
  const { payload } = subscribe();
  const stream = brokenSockets();
  const reconnected = vi.fn();
  line.onReconnected(reconnected);
  payload.variables.after = "e:7";

  pass(15_000);
  last().open();

  expect(stream.isClosed).toBe(true);
  expect(last().cursors).toEqual(["e:7"]);
  expect(connection.state).toBe("live");
  // Whoever has no cursor asks what came between.
  expect(reconnected).toHaveBeenCalledOnce();
});

test("another network is a reason to try the socket now", () => {
  subscribe();
  brokenSockets();

  dispatchEvent(new Event("online"));

  expect(last().road).toBe("socket");
});

test("a stream that is lost is opened again, while the trial of a socket goes on", () => {
  subscribe();
  const stream = brokenSockets();
  pass(15_000);
  const trial = last();

  stream.end();
  pass(longestPause);
  trial.open();

  expect(last().road).toBe("stream");
  expect(open()).toEqual([trial]);
  expect(trial.carried).toHaveLength(1);
});

test("a stream that no longer opens leads back to the socket", () => {
  subscribe();
  brokenSockets();
  pass(held);

  for (const pause of [400, 800, 1_600, 3_200]) {
    last().end();
    pass(pause);
  }

  expect(roads().slice(3)).toEqual(["stream", "stream", "stream", "stream", "socket"]);
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

  expect(roads().slice(3)).toEqual(["stream", "socket", "stream", "stream", "stream", "socket"]);
  expect(open()).toEqual([last()]);
});

test("a stream that was asked for anew does not hasten the trial of a socket, nor double it", () => {
  subscribe();
  const stream = brokenSockets();
  pass(10_000);
  const before = wires.length;

  stream.open();
  pass(5_000);
  expect(wires).toHaveLength(before + 1);
  stream.open();
  pass(30_000);

  expect(wires).toHaveLength(before + 1);
});

test("a reload begins where this tab found a way before, and still tries the socket", () => {
  subscribe();
  brokenSockets();
  pass(held);

  line = newLine();
  wires.length = 0;
  subscribe();
  last().open();

  expect(roads()).toEqual(["stream"]);
  pass(15_000);
  expect(last().road).toBe("socket");
});

test("a tab that nobody looks at lets go of its stream and resumes when somebody does", () => {
  const { payload } = subscribe();
  const stream = brokenSockets();

  look(false);
  payload.variables.after = "e:8";
  pass(600_000);
  expect([open(), connection.state, stream.isClosed]).toEqual([[], "idle", true]);
  look(true);
  last().open();

  expect(last().road).toBe("stream");
  expect(last().cursors).toEqual(["e:8"]);
  expect(connection.state).toBe("live");
});

test("a tab that was opened in the background takes no connection of its own", () => {
  sessionStorage.setItem("live-road", "stream");
  line = newLine();
  look(false);

  subscribe();

  expect(wires).toEqual([]);
});

test("a hidden tab keeps its socket, for they are not counted", () => {
  subscribe();
  last().open();

  look(false);

  expect(open()).toHaveLength(1);
});

test.each(["socket", "stream"] as const)("signing in or out opens another %s at once", (road) => {
  sessionStorage.setItem("live-road", road);
  line = newLine();
  subscribe();
  last().open();
  const renewed = vi.fn();
  line.onRenewed(renewed);

  line.renew();

  expect(roads()).toEqual([road, road]);
  expect(open()).toEqual([last()]);
  expect(last().carried).toHaveLength(1);
  expect(renewed).toHaveBeenCalledOnce();
});

test.each(["socket", "stream"])("the end of a session is told by a %s, and the line comes back without it", (road) => {
  sessionStorage.setItem("live-road", road);
  line = newLine();
  const over = vi.fn();
  line.onSessionOver(over);
  subscribe();
  last().open();

  last().end(1012);
  pass(400);
  expect(over).not.toHaveBeenCalled();
  last().open();
  last().end(4403);
  pass(400);

  expect(over).toHaveBeenCalledOnce();
  expect(roads()).toEqual([road, road, road]);
});

test("a wire lingers while one screen closes and the next opens, and is closed when nobody watches", () => {
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
  expect(connection.state).toBe("idle");
  subscribe();
  expect(connection.state).toBe("connecting");
});

test("a feed that moves from sockets to a stream and back applies each step once", async () => {
  const applied: string[] = [];
  const feed = new Feed<{ cursor: string }>(line, {
    query: "",
    operationName: "Steps",
    variables: {},
    cursorOf: (step) => step.cursor,
    apply: (step) => applied.push(step.cursor),
    catchUp: async () => "e:1",
  });
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  pass(held);
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
