import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { batchDelayMilliseconds, idleTimeoutMilliseconds, openSseConnection } from "../../src/live/sseconnection";
import type { Result } from "../../src/live/feed";
import type { Connection } from "../../src/live/connection";
import { fakeSseServer, type FakeSseResponse } from "./fakesse";

const openTimeout = 5_000;
const head = "retry: 2000\n\n";
const opened = vi.fn();
const ended = vi.fn();
let answers: FakeSseResponse[];
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  opened.mockClear();
  ended.mockClear();
  answers = fakeSseServer();
  connection = openSseConnection({ opened, ended }, openTimeout);
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

function pass(milliseconds = batchDelayMilliseconds): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(milliseconds);
}

function attach(operationName: string, after: string | null = null) {
  const received: Result[] = [];
  const payload = { query: "", operationName, variables: { after } as Record<string, unknown> };
  const stop = connection.attach({ payload, sink: { next: (result) => received.push(result), error: () => {} } });
  return { received, payload, stop };
}

function last(): FakeSseResponse {
  const answer = answers.at(-1);
  if (answer === undefined) throw new Error("nothing was asked");
  return answer;
}

async function open(): Promise<void> {
  await pass();
  last().accept();
  last().send(head);
  await pass(0);
}

test("operations that start together share one request, and each gets its results", async () => {
  const [steps, counters] = [attach("Steps", "e:1"), attach("Counters")];
  await open();

  last().sendResult("2", { data: "numbers" });
  last().sendResult("1", { data: "step" });
  await pass(0);

  expect(answers).toHaveLength(1);
  expect(last().address).toBe("/graphql/stream");
  expect(last().operations.map(({ id, operationName }) => [id, operationName])).toEqual([
    ["1", "Steps"],
    ["2", "Counters"],
  ]);
  expect([steps.received, counters.received]).toEqual([[{ data: "step" }], [{ data: "numbers" }]]);
});

test("it is open after the first bytes, not after the head of the response", async () => {
  attach("Steps");
  await pass();
  last().accept();
  await pass(0);
  expect(opened).not.toHaveBeenCalled();

  last().send(head);
  await pass(0);
  last().send(":\n\n");
  await pass(0);

  expect(opened).toHaveBeenCalledOnce();
});

test("a connection that is closed before the first bytes are read does not open", async () => {
  attach("Steps");
  await pass();
  last().accept();
  await pass(0);

  last().send(head);
  connection.close();
  await pass(0);

  expect(opened).not.toHaveBeenCalled();
});

test("a connection that one event closes does not deliver the next one of the same piece", async () => {
  const close = vi.fn(() => connection.close());
  connection.attach({
    payload: { query: "", operationName: "Steps", variables: {} },
    sink: { next: close, error: () => {} },
  });
  await open();

  last().send('event: next\ndata: {"id":"1","payload":{}}\n\n'.repeat(2));
  await pass(0);

  expect(close).toHaveBeenCalledOnce();
});

test("another operation requests all again from their newest cursors and aborts the old response", async () => {
  const { payload } = attach("Steps", "e:1");
  await open();
  payload.variables.after = "e:4";

  attach("Request", "e:2");
  await open();

  expect(answers.map((answer) => answer.isAborted)).toEqual([true, false]);
  expect(last().operations.map(({ variables }) => variables.after)).toEqual(["e:4", "e:2"]);
  // Events may have been missed in between, so feeds without a cursor have to be notified.
  expect(opened).toHaveBeenCalledTimes(2);
  expect(ended).not.toHaveBeenCalled();
});

test("a result of an aborted response is not delivered", async () => {
  const { received } = attach("Steps");
  await open();

  attach("Request");
  last().sendResult("1", { data: "late" });
  vi.advanceTimersByTime(batchDelayMilliseconds);
  await pass(0);

  expect(received).toEqual([]);
});

test("a stopped operation gets no result and causes no request", async () => {
  const { received, stop } = attach("Steps");
  attach("Counters");
  await open();

  stop();
  last().sendResult("1", { data: "step" });
  await pass();

  expect(received).toEqual([]);
  expect(answers).toHaveLength(1);
});

test("a character that is split between two pieces is decoded", async () => {
  const { received } = attach("Steps");
  await open();
  const bytes = new TextEncoder().encode('event: next\ndata: {"id":"1","payload":{"data":"Қала"}}\n\n');

  for (const byte of bytes) last().send(Uint8Array.of(byte));
  await pass(0);

  expect(received).toEqual([{ data: "Қала" }]);
});

test("a response that ends or breaks ends the connection", async () => {
  attach("Steps");
  await open();

  last().end();
  await pass(0);

  expect(ended.mock.calls).toEqual([[undefined]]);
});

test("the close event of the server gives the code", async () => {
  attach("Steps");
  await open();

  last().send('event: close\ndata: {"code":4403,"reason":"The session is over"}\n\n');
  last().end();
  await pass(0);

  expect(ended.mock.calls).toEqual([[4403]]);
});

test.each([
  ["no network", (answer: FakeSseResponse) => answer.fail(new TypeError("no network"))],
  ["a refusal", (answer: FakeSseResponse) => answer.accept(429, "application/json")],
  ["the page of a proxy", (answer: FakeSseResponse) => answer.accept(200, "text/html")],
])("%s ends the connection before it opens", async (_, happens) => {
  attach("Steps");
  await pass();

  happens(last());
  await pass(0);

  expect(ended).toHaveBeenCalledOnce();
  expect(opened).not.toHaveBeenCalled();
  expect(last().isAborted).toBe(true);
});

test("a response whose body a proxy withholds does not open in time", async () => {
  attach("Steps");
  await pass();
  last().accept();

  await pass(openTimeout - 1);
  expect(ended).not.toHaveBeenCalled();
  await pass(1);

  expect(ended).toHaveBeenCalledOnce();
});

test("heartbeats keep it open; without them it ends", async () => {
  attach("Steps");
  await open();
  for (let beat = 0; beat < 4; beat += 1) {
    await pass(25_000);
    last().send(":\n\n");
  }
  await pass(idleTimeoutMilliseconds - 1);
  expect(ended).not.toHaveBeenCalled();

  await pass(1);

  expect(ended).toHaveBeenCalledOnce();
  expect(last().isAborted).toBe(true);
});

test("a response that ends without operations is no loss", async () => {
  const { stop } = attach("Steps");
  await open();

  stop();
  last().end();
  await pass(idleTimeoutMilliseconds);

  expect(ended).not.toHaveBeenCalled();
});

test("a response that ends while the next request is planned is no loss", async () => {
  const { stop } = attach("Steps");
  await open();

  stop();
  attach("Steps");
  last().end();
  await pass(0);
  expect(ended).not.toHaveBeenCalled();
  await open();

  expect(last().operations.map(({ id }) => id)).toEqual(["2"]);
});

test("after its close it calls nothing", async () => {
  const { received } = attach("Steps");
  await open();
  const { length } = answers;

  last().sendResult("1", { data: "late" });
  connection.close();
  await pass(idleTimeoutMilliseconds);

  expect([received, ended.mock.calls, answers.length]).toEqual([[], [], length]);
  expect(last().isAborted).toBe(true);
});

test("an error of one screen does not stop the others", async () => {
  const report = vi.fn();
  vi.stubGlobal("reportError", report);
  connection.attach({
    payload: { query: "", operationName: "Bad", variables: {} },
    sink: {
      next: () => {
        throw new Error("bad");
      },
      error: () => {},
    },
  });
  const { received } = attach("Steps");
  await open();

  last().sendResult("1", { data: "step" });
  last().sendResult("2", { data: "step" });
  await pass(0);

  expect(received).toEqual([{ data: "step" }]);
  expect(report).toHaveBeenCalledOnce();
});
