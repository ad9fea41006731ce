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
