// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openWebSocketConnection, quietMilliseconds, silentMilliseconds } from "../../src/live/websocketconnection";
import type { Connection } from "../../src/live/connection";
import { FakeWebSocket } from "./fakewebsocket";

const openTimeout = 5_000;
const opened = vi.fn();
const ended = vi.fn();
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWebSocket);
  FakeWebSocket.all = [];
  opened.mockClear();
  ended.mockClear();
  connection = openWebSocketConnection({ opened, ended }, openTimeout);
});

afterEach(() => {
  vi.useRealTimers();
});

function pass(milliseconds = 0): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(milliseconds);
}

async function theSocket(): Promise<FakeWebSocket> {
  await pass();
  const [socket] = FakeWebSocket.all;
  if (socket === undefined) throw new Error("no socket was opened");
  return socket;
}

async function openedSocket(): Promise<FakeWebSocket> {
  const socket = await theSocket();
  socket.completeHandshake();
  await pass();
  socket.receive({ type: "connection_ack" });
  await pass();
  return socket;
}

function attach() {
  const sink = { next: vi.fn(), error: vi.fn() };
  const stop = connection.attach({ payload: { query: "", operationName: "Steps", variables: { after: "e:3" } }, sink });
  return { sink, stop };
}

function pings(socket: FakeWebSocket): number {
  return socket.sent.filter(({ type }) => type === "ping").length;
}

test("it is open after the acknowledgement of the server, also without operations", async () => {
  const socket = await theSocket();
  socket.completeHandshake();
  await pass();
  expect(opened).not.toHaveBeenCalled();

  socket.receive({ type: "connection_ack" });

  expect([socket.protocol, socket.sent]).toEqual(["graphql-transport-ws", [{ type: "connection_init" }]]);
  expect(opened).toHaveBeenCalledOnce();
});

test("operations are sent with their cursors, get their results and are stopped", async () => {
  const socket = await openedSocket();
  const { sink, stop } = attach();
  await pass();
  const subscribed = socket.sent.at(-1);

  socket.receive({ type: "next", id: subscribed?.id, payload: { data: "step" } });
  stop();
  await pass();

  expect(subscribed).toMatchObject({
    type: "subscribe",
    payload: { operationName: "Steps", variables: { after: "e:3" } },
  });
  expect(sink.next.mock.calls).toEqual([[{ data: "step" }]]);
  expect(socket.sent.at(-1)).toEqual({ type: "complete", id: subscribed?.id });
});

test("a refusal goes to its operation and does not end the connection", async () => {
  const socket = await openedSocket();
  const { sink } = attach();
  await pass();
  const errors = [{ message: "no" }];

  socket.receive({ type: "error", id: socket.sent.at(-1)?.id, payload: errors });

  expect(sink.error.mock.calls).toEqual([[errors]]);
  expect(ended).not.toHaveBeenCalled();
});

test.each([1006, 1012, 4403, 4500])("closed with %i it ends once and does not reconnect", async (code) => {
  const socket = await openedSocket();
  const { sink } = attach();
  await pass();

  socket.drop(code);
  await pass(60_000);

  expect(ended.mock.calls).toEqual([[code]]);
  expect(sink.error).not.toHaveBeenCalled();
  expect(FakeWebSocket.all).toHaveLength(1);
});

test("a failed handshake ends the connection before it opens", async () => {
  attach();
  (await theSocket()).drop(1006);
  await pass();

  expect(ended).toHaveBeenCalledOnce();
  expect(opened).not.toHaveBeenCalled();
});

test.each(["handshake", "acknowledgement"])("without %s in time it does not open", async (missing) => {
  const socket = await theSocket();
  if (missing === "acknowledgement") socket.completeHandshake();

  await pass(openTimeout - 1);
  expect(ended).not.toHaveBeenCalled();
  await pass(1);

  expect(ended).toHaveBeenCalledOnce();
  expect(socket.closedWith).toBe(4499);
});

test("a socket from which nothing arrives is pinged, and ends without an answer", async () => {
  const socket = await openedSocket();
  await pass(quietMilliseconds - 1);
  expect(pings(socket)).toBe(0);
  await pass(1);
  expect(pings(socket)).toBe(1);
  await pass(silentMilliseconds - 1);
  expect(ended).not.toHaveBeenCalled();

  await pass(1);

  expect(ended).toHaveBeenCalledOnce();
});

test("answers of a slow network keep it open, however often they are nearly too late", async () => {
  const socket = await openedSocket();
  for (let answer = 1; answer <= 20; answer += 1) {
    await pass(quietMilliseconds + silentMilliseconds - 1);
    expect(pings(socket)).toBe(answer);
    socket.receive({ type: "pong" });
  }

  expect([ended.mock.calls, socket.closedWith]).toEqual([[], undefined]);
});

test("whatever arrives shows that it is alive, also while the pong waits behind it", async () => {
  const socket = await openedSocket();
  const { sink } = attach();
  await pass();
  const id = socket.sent.at(-1)?.id;
  for (let piece = 0; piece < 20; piece += 1) {
    await pass(quietMilliseconds + silentMilliseconds - 1);
    socket.receive(piece % 2 ? { type: "next", id, payload: { data: "step" } } : { type: "ping" });
  }
  expect([ended.mock.calls, sink.next.mock.calls.length]).toEqual([[], 10]);

  await pass(quietMilliseconds + silentMilliseconds);

  expect(ended).toHaveBeenCalledOnce();
});

test("a socket on which much arrives is not pinged", async () => {
  const socket = await openedSocket();
  for (let piece = 0; piece < 20; piece += 1) {
    await pass(quietMilliseconds - 1);
    socket.receive({ type: "ping" });
  }

  expect(pings(socket)).toBe(0);
});

test("a dead network is noticed within half a minute", async () => {
  const socket = await openedSocket();
  await pass(9_000);
  socket.receive({ type: "ping" });

  await pass(30_000);

  expect(ended).toHaveBeenCalledOnce();
});

test("closed by the page nothing is sent any more", async () => {
  const socket = await openedSocket();

  connection.close();
  await pass(60_000);

  expect(pings(socket)).toBe(0);
});

test("closed by the page it sends a normal close and calls nothing", async () => {
  const socket = await openedSocket();
  const { sink } = attach();
  await pass();

  connection.close();
  await pass();
  socket.receive({ type: "next", id: socket.sent.at(-1)?.id, payload: { data: "late" } });
  socket.drop(1000);
  await pass(60_000);

  expect(socket.closedWith).toBe(1000);
  expect([sink.next.mock.calls, ended.mock.calls]).toEqual([[], []]);
});

test("closed before it opens it never opens", async () => {
  const socket = await theSocket();

  connection.close();
  socket.completeHandshake();
  socket.receive({ type: "connection_ack" });
  await pass(60_000);

  expect([opened.mock.calls, ended.mock.calls]).toEqual([[], []]);
});

test("closed at once it leaves no socket open", async () => {
  openWebSocketConnection({ opened, ended }, openTimeout).close();
  await pass();

  expect(FakeWebSocket.all.at(-1)?.closedWith).toBe(4499);
});

test("an error of one screen does not stop the others", async () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const socket = await openedSocket();
  const [faulty, other] = [attach(), attach()];
  await pass();
  const [first, second] = socket.sent.filter(({ type }) => type === "subscribe").map(({ id }) => id);
  faulty.sink.next.mockImplementation(() => {
    throw new Error("a fault");
  });

  socket.receive({ type: "next", id: first, payload: { data: "step" } });
  socket.receive({ type: "next", id: second, payload: { data: "step" } });

  expect(other.sink.next).toHaveBeenCalledOnce();
  expect([socket.closedWith, ended.mock.calls]).toEqual([undefined, []]);
  expect(reported).toHaveBeenCalledOnce();
});
