import { beforeEach, expect, test } from "vitest";
import { storageKey, TransportSelector } from "../../src/live/transportselector";

let storage: Storage;

beforeEach(() => {
  storage = someStorage();
});

function someStorage(): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  } as Storage;
}

function failing(times: number): TransportSelector {
  const selector = new TransportSelector(storage, () => 1);
  for (let time = 0; time < times; time += 1) selector.connectionFailed();
  return selector;
}

test("a socket is tried first, and again after it did not open once or twice", () => {
  expect([0, 1, 2].map((times) => failing(times).transport)).toEqual(["socket", "socket", "socket"]);
});

test("after three failures in a row the other road is tried, once in four", () => {
  const transports = [3, 4, 5, 6, 7, 8].map((times) => failing(times).transport);

  expect(transports).toEqual(["stream", "socket", "socket", "socket", "stream", "socket"]);
});

test("where streams have opened it is the other way round", () => {
  storage.setItem(storageKey, "stream");

  expect([0, 2, 3, 4].map((times) => failing(times).transport)).toEqual(["stream", "stream", "socket", "stream"]);
});

test("a socket that took over and broke before it held leads back to the stream", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionFailed();

  expect(selector.transport).toBe("stream");
});

test("a socket that holds in between makes the failures before it forgotten", () => {
  const selector = failing(2);

  selector.connectionStable();
  selector.connectionFailed();

  expect(selector.transport).toBe("socket");
});

test("a stream that opened is where the next page of this tab begins", () => {
  failing(3).connectionOpened("stream");

  expect(new TransportSelector(storage).transport).toBe("stream");
});

test("a stream that has only been tried is not remembered", () => {
  failing(3);

  expect(new TransportSelector(storage).transport).toBe("socket");
});

test("a stream that breaks soon after it has opened is tried again first", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionFailed();

  expect(selector.transport).toBe("stream");
});

test("a socket that holds again is remembered, too", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionStable();

  expect(new TransportSelector(storage).transport).toBe("socket");
});

test("each wire is given five seconds, and more where nothing opens at all", () => {
  expect([0, 3, 4, 5, 20].map((times) => failing(times).openTimeoutMilliseconds)).toEqual([
    5_000, 5_000, 10_000, 20_000, 30_000,
  ]);
});

test("the socket is tried again soon, then less and less often, never later than ten minutes", () => {
  const selector = failing(3);
  const waits = Array.from({ length: 5 }, () => {
    const wait = selector.probeDelayMilliseconds;
    selector.probeFailed();
    return wait;
  });

  expect(waits).toEqual([15_000, 60_000, 240_000, 600_000, 600_000]);
});

test("a socket that took over and did not hold was a failed trial, too", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionFailed();

  expect(selector.probeDelayMilliseconds).toBe(60_000);
});

test("once a socket has held, the next trial is soon again", () => {
  const selector = failing(3);
  selector.probeFailed();
  selector.probeFailed();

  selector.connectionOpened("socket");
  selector.connectionStable();

  expect(selector.probeDelayMilliseconds).toBe(15_000);
});

test("pages do not all try at the same moment", () => {
  expect(new TransportSelector(storage, () => 0).probeDelayMilliseconds).toBe(7_500);
});
