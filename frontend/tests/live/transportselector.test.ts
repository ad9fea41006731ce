import { beforeEach, expect, test } from "vitest";
import { storageKey, TransportSelector } from "../../src/live/transportselector";
import { FakeStorage } from "../fakestorage";

let storage: Storage;

beforeEach(() => {
  storage = new FakeStorage();
});

function failing(times: number): TransportSelector {
  const selector = new TransportSelector(storage, () => 1);
  for (let time = 0; time < times; time += 1) selector.connectionFailed();
  return selector;
}

test("a socket is attempted first, and again after one or two failures", () => {
  expect([0, 1, 2].map((times) => failing(times).transport)).toEqual(["socket", "socket", "socket"]);
});

test("after three failures in a row the other transport gets one attempt in four", () => {
  const transports = [3, 4, 5, 6, 7, 8].map((times) => failing(times).transport);

  expect(transports).toEqual(["stream", "socket", "socket", "socket", "stream", "socket"]);
});

test("with a stored stream it is the other way round", () => {
  storage.setItem(storageKey, "stream");

  expect([0, 2, 3, 4].map((times) => failing(times).transport)).toEqual(["stream", "stream", "socket", "stream"]);
});

test("a probe that opened and broke before it was stable leads back to the stream", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionFailed();

  expect(selector.transport).toBe("stream");
});

test("a stable socket resets the failures", () => {
  const selector = failing(2);

  selector.connectionStable();
  selector.connectionFailed();

  expect(selector.transport).toBe("socket");
});

test("a stream that opened is stored for the next page of the tab", () => {
  failing(3).connectionOpened("stream");

  expect(new TransportSelector(storage).transport).toBe("stream");
});

test("a stream that was only attempted is not stored", () => {
  failing(3);

  expect(new TransportSelector(storage).transport).toBe("socket");
});

test("a stream that breaks soon is attempted again first", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionFailed();

  expect(selector.transport).toBe("stream");
});

test("a stable socket is stored as well", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionStable();

  expect(new TransportSelector(storage).transport).toBe("socket");
});

test("a connection may take five seconds to open, and longer when nothing opens", () => {
  expect([0, 3, 4, 5, 20].map((times) => failing(times).openTimeoutMilliseconds)).toEqual([
    5_000, 5_000, 10_000, 20_000, 30_000,
  ]);
});

test("the socket is probed soon, then less and less often, at least every ten minutes", () => {
  const selector = failing(3);
  const waits = Array.from({ length: 5 }, () => {
    const wait = selector.probeDelayMilliseconds;
    selector.probeFailed();
    return wait;
  });

  expect(waits).toEqual([15_000, 60_000, 240_000, 600_000, 600_000]);
});

test("a probe that opened and was not stable counts as a failed probe", () => {
  const selector = failing(3);
  selector.connectionOpened("stream");

  selector.connectionOpened("socket");
  selector.connectionFailed();

  expect(selector.probeDelayMilliseconds).toBe(60_000);
});

test("after a stable socket the next probe is soon again", () => {
  const selector = failing(3);
  selector.probeFailed();
  selector.probeFailed();

  selector.connectionOpened("socket");
  selector.connectionStable();

  expect(selector.probeDelayMilliseconds).toBe(15_000);
});

test("the delays of probes are spread", () => {
  expect(new TransportSelector(storage, () => 0).probeDelayMilliseconds).toBe(7_500);
});
