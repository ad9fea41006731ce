// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FeedOptions } from "../../../src/live/feed";
import { FakeServer } from "../../fakeserver";
import { someRequest } from "../../somerequest";

type Step = { serviceRequestChanged: { cursor: string; serviceRequest: ReturnType<typeof someRequest> } };

const feeds = vi.hoisted(() => [] as unknown[]);
vi.mock("../../../src/live/subscribe", () => ({
  subscribe: (_document: unknown, _variables: unknown, options: unknown) => {
    feeds.push(options);
    return () => {};
  },
}));

const { RequestDetail } = await import("../../../src/stores/requests/requestdetail.svelte");

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.on("RequestPage", () => ({
    serviceRequest: {
      ...someRequest({ version: 2 }),
      viewerActions: ["CONFIRM"],
      timeline: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
    },
  }));
});

afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const detail = new RequestDetail("r1");
  const close = detail.watch();
  return { detail, close, feed: feeds.at(-1) as FeedOptions<Step> };
}

const step: Step = {
  serviceRequestChanged: { cursor: "e:2", serviceRequest: someRequest({ version: 2, status: "DONE" }) },
};

test("after an event the details are queried until the server answers", async () => {
  const { detail, feed } = watched();
  server.hasNetwork = false;
  feed.apply(step);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(detail.failure?.isNetwork).toBe(true);

  server.hasNetwork = true;
  await vi.advanceTimersByTimeAsync(10_000);

  expect(detail.details?.viewerActions).toEqual(["CONFIRM"]);
  expect([detail.failure, vi.getTimerCount()]).toEqual([null, 0]);
});

test("a closed page queries nothing", async () => {
  const { feed, close } = watched();
  server.hasNetwork = false;
  feed.apply(step);
  await vi.advanceTimersByTimeAsync(1_000);

  close();
  server.hasNetwork = true;
  await vi.advanceTimersByTimeAsync(20_000);

  expect(server.received).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

/** What the server answers to each query of the page, one after the other; the last one again and again. */
function answers(...versions: number[]): void {
  server.on("LogCursor", { cursor: "e:0" });
  server.on("RequestPage", () => {
    const version = versions.length > 1 ? versions.shift()! : versions[0]!;
    return {
      serviceRequest: {
        ...someRequest({ version }), viewerActions: [],
        timeline: { edges: [{ node: { version } }], pageInfo: { hasNextPage: false, endCursor: null } },
      },
    };
  });
}

test("an event that the answer has already queries nothing", async () => {
  answers(2);
  const { detail, feed } = watched();
  await feed.catchUp();

  feed.apply(step);
  await vi.advanceTimersByTimeAsync(30_000);

  expect(server.variablesOf("RequestPage").length).toBe(1);
  expect([detail.details?.version, detail.timeline.length]).toEqual([2, 1]);
});

test("an answer that is older than an event is asked for again, until it has it", async () => {
  answers(1, 1, 2);
  const { detail, feed } = watched();
  const caughtUp = feed.catchUp();

  feed.apply(step);
  expect(detail.timeline.map(({ version }) => version)).toEqual([2]);
  await vi.advanceTimersByTimeAsync(30_000);
  await caughtUp;

  expect(server.variablesOf("RequestPage").length).toBe(3);
  expect([detail.details?.version, vi.getTimerCount()]).toEqual([2, 0]);
});

test("a server that never has the event is not asked for ever", async () => {
  answers(1);
  const { feed } = watched();

  feed.apply(step);
  await vi.advanceTimersByTimeAsync(600_000);

  expect(server.variablesOf("RequestPage").length).toBeLessThan(10);
  expect(vi.getTimerCount()).toBe(0);
});
