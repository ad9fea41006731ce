// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import type { ServiceRequest } from "../../../src/domain/request";
import type { ServiceRequestFilter, ServiceRequestOrder } from "../../../src/gql/documents";
import { someRequest } from "../../somerequest";

const query = vi.hoisted(() => vi.fn());
vi.mock("../../../src/api/client", () => ({ query }));

const { RequestList } = await import("../../../src/stores/requests/list.svelte");
const { requests } = await import("../../../src/stores/requests/requests.svelte");

let run = 0;
beforeEach(() => (run += 1));

// The store is global, so each test uses other request ids.
function request(name: string, change: Partial<ServiceRequest>): ServiceRequest {
  return someRequest({ id: `${run}${name}`, ...change });
}

async function listOf(order: ServiceRequestOrder, nodes: ServiceRequest[], hasNextPage = false) {
  query.mockResolvedValue({
    serviceRequests: {
      totalCount: nodes.length,
      pageInfo: { hasNextPage, endCursor: "x" },
      edges: nodes.map((node) => ({ node })),
    },
  });
  const list = new RequestList({ cityId: "almaty" }, order);
  await list.load();
  return list;
}

test("an event of the viewer's own feed joins the list of own requests, whatever the city's feed said", async () => {
  const mine = request("m", { version: 1, author: { id: "me", name: "Аружан" } });
  query.mockResolvedValue({
    serviceRequests: { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, edges: [] },
  });
  const list = new RequestList({ authorId: "me" }, "NEWEST");
  await list.load();

  requests.put({ ...mine, author: { id: "stands for the author", name: "Аружан" } });
  list.accept(mine);

  expect(list.ids).toEqual([mine.id]);
});

async function filtered(filter: ServiceRequestFilter, totalCount: number) {
  const page = { totalCount, pageInfo: { hasNextPage: true, endCursor: "x" }, edges: [{ node: request("a", {}) }] };
  query.mockResolvedValue({ serviceRequests: page });
  const list = new RequestList(filter, "NEWEST");
  await list.load();
  return list;
}

function step(list: InstanceType<typeof RequestList>, changed: ServiceRequest): string {
  requests.put(changed);
  list.accept(changed);
  return list.ids.map((id) => id.slice(-1)).join("");
}

test("an event moves a request in a list by last change", async () => {
  const [a, b] = [
    request("a", { updatedAt: "2026-01-09T00:00:00Z" }),
    request("b", { updatedAt: "2026-01-08T00:00:00Z" }),
  ];
  const list = await listOf("UPDATED", [a, b]);

  expect(step(list, { ...b, version: 2, updatedAt: "2026-01-10T00:00:00Z" })).toBe("ba");
});

test("a new deadline moves a request in a list by deadline, and a new request is sorted in", async () => {
  const [a, b] = [request("a", { dueAt: "2026-02-01T00:00:00Z" }), request("b", { dueAt: "2026-02-02T00:00:00Z" })];
  const list = await listOf("DUE_FIRST", [a, b]);

  expect(step(list, { ...a, version: 2, dueAt: "2026-02-03T00:00:00Z" })).toBe("ba");
  expect(step(list, request("c", { dueAt: "2026-02-02T12:00:00Z" }))).toBe("bca");
  expect(list.total).toBe(3);
});

test("a request of the next page is counted and not shown", async () => {
  const list = await listOf("DUE_FIRST", [request("a", { dueAt: "2026-02-01T00:00:00Z" })], true);

  expect(step(list, request("z", { dueAt: "2026-03-01T00:00:00Z" }))).toBe("a");
  expect(list.total).toBe(2);
});

test("a request that leaves the category leaves the list, and one that enters it appears", async () => {
  const a = request("a", {});
  query.mockResolvedValue({
    serviceRequests: { totalCount: 1, pageInfo: { hasNextPage: false, endCursor: null }, edges: [{ node: a }] },
  });
  const list = new RequestList({ categoryIds: ["pothole"] }, "NEWEST");
  await list.load();

  expect(step(list, { ...a, version: 2, category: { id: "lighting" } })).toBe("");
  expect(step(list, { ...a, version: 3, category: { id: "pothole" } })).toBe("a");
});

test("events of requests that are not loaded cause one count by the server", async () => {
  vi.useFakeTimers();
  const list = await filtered({ statuses: ["ACCEPTED"] }, 30);
  query.mockClear().mockResolvedValue({ serviceRequests: { totalCount: 29 } });

  for (const version of [2, 3, 4]) step(list, request("z", { version, createdAt: "2020-01-01T00:00:00Z" }));
  step(list, request("y", { version: 2, status: "DONE" }));
  expect(list.total).toBe(30);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(query).toHaveBeenCalledTimes(1);
  expect(list.total).toBe(29);
  list.close();
  vi.useRealTimers();
});

test("a number that stands for more stays as it is until the server counts again", async () => {
  vi.useFakeTimers();
  const a = request("a", {});
  const capped = { totalCount: 10_000, totalCountIsCapped: true, pageInfo: { hasNextPage: true, endCursor: "x" } };
  query.mockResolvedValue({ serviceRequests: { ...capped, edges: [{ node: a }] } });
  const list = new RequestList({ statuses: ["ACCEPTED"], createdFrom: "2020-01-01T00:00:00Z" }, "NEWEST");
  await list.load();
  expect(list.isCapped).toBe(true);

  step(list, request("b", { version: 1 }));
  step(list, { ...a, version: 2, status: "REJECTED" });
  expect(list.total).toBe(10_000);

  query.mockResolvedValue({ serviceRequests: { totalCount: 9_999, totalCountIsCapped: false } });
  step(list, request("z", { version: 2, createdAt: "2020-01-02T00:00:00Z" }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([list.total, list.isCapped]).toEqual([9_999, false]);
  list.close();
  vi.useRealTimers();
});

test("a list that no event can change queries no count; only new requests are added", async () => {
  vi.useFakeTimers();
  const list = await filtered({ cityId: "almaty" }, 30);
  query.mockClear();

  step(list, request("z", { version: 2, createdAt: "2020-01-01T00:00:00Z" }));
  step(list, request("n", { version: 1, createdAt: "2026-02-01T00:00:00Z" }));
  await vi.advanceTimersByTimeAsync(10_000);

  expect(query).not.toHaveBeenCalled();
  expect(list.total).toBe(31);
  vi.useRealTimers();
});

test("a closed list queries no count", async () => {
  vi.useFakeTimers();
  const list = await filtered({ statuses: ["ACCEPTED"] }, 30);
  query.mockClear();
  step(list, request("z", { version: 2, createdAt: "2020-01-01T00:00:00Z" }));
  list.close();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(query).not.toHaveBeenCalled();
  vi.useRealTimers();
});

/** Answers like the server: so many requests, in pages of at most 100. */
function serve(count: number) {
  const all = Array.from({ length: count }, (_, place) =>
    request(`p${place}`, { createdAt: new Date(Date.UTC(2026, 0, 1) - place * 60_000).toISOString() }),
  );
  query.mockReset();
  query.mockImplementation(async (_document: unknown, { first, after }: { first: number; after: string | null }) => {
    const from = after === null ? 0 : Number(after);
    const nodes = all.slice(from, from + first);
    const pageInfo = { hasNextPage: from + first < count, endCursor: String(from + nodes.length) };
    return { serviceRequests: { totalCount: count, pageInfo, edges: nodes.map((node) => ({ node })) } };
  });
  const sizes = () => query.mock.calls.map(([, { first }]) => first as number);
  return { all, sizes };
}

test("a list that is loaded again keeps as many cards as it had", async () => {
  const { sizes } = serve(300);
  const list = new RequestList({ cityId: "almaty" }, "NEWEST");
  await list.load();
  for (let more = 0; more < 3; more += 1) await list.more();
  expect(list.ids).toHaveLength(80);

  await list.load();

  expect(list.ids).toHaveLength(80);
  expect(sizes()).toEqual([20, 20, 20, 20, 80]);
  await list.more();
  expect(new Set(list.ids).size).toBe(100);
});

test("a list that was left shows its cards at once and loads as many, in pages that the server gives", async () => {
  const { sizes } = serve(300);
  const left = new RequestList({ cityId: "almaty" }, "NEWEST");
  await left.load();
  for (let more = 0; more < 6; more += 1) await left.more();
  const memory = JSON.parse(JSON.stringify(left.memory));
  query.mockClear();

  const list = new RequestList({ cityId: "almaty" }, "NEWEST");
  list.resume(memory);
  expect([list.ids.length, list.total, list.hasMore]).toEqual([140, 300, true]);
  await list.load();

  expect(sizes()).toEqual([100, 40]);
  expect(list.ids).toEqual(left.ids);
});

test("after a reload of the page the cards are not held, and as many are loaded", async () => {
  const { sizes } = serve(300);
  const list = new RequestList({ cityId: "almaty" }, "NEWEST");

  list.resume({ ids: Array.from({ length: 60 }, (_, place) => `unknown ${place}`), total: 300, hasMore: true });
  expect(list.ids).toEqual([]);
  await list.load();

  expect([sizes(), list.ids.length]).toEqual([[60], 60]);
});

test("an effect that loads a list does so once", async () => {
  const { sizes } = serve(300);
  const list = new RequestList({ cityId: "almaty" }, "NEWEST");
  let rounds = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      rounds += 1;
      // Otherwise a fault would loop without end and the test would not finish.
      if (rounds < 4) void list.load();
    });
  });
  flushSync();

  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    flushSync();
  }

  expect(sizes()).toEqual([20]);
  stop();
});

test.each([undefined, null, "text", {}, { ids: 3 }])("a memory that is none (%j) changes nothing", async (memory) => {
  const { sizes } = serve(30);
  const list = new RequestList({ cityId: "almaty" }, "NEWEST");
  list.resume(memory);
  await list.load();

  expect(sizes()).toEqual([20]);
});

test("a list that is open while thousands of requests are sent stays short, and can be read on", async () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 20) + second * 1000).toISOString();
  const list = await listOf("NEWEST", [request("first", { createdAt: at(0) })]);
  for (let second = 1; second <= 1_200; second += 1) {
    const sent = request(`s${second}`, { version: 1, createdAt: at(second) });
    requests.note(sent);
    list.accept(sent);
  }

  expect([list.ids.length, list.total, list.hasMore]).toEqual([501, 1_201, true]);
  expect(list.items.length).toBe(501);
  query.mockClear();
  await list.more();
  const asked = query.mock.calls.map(([, variables]) => variables as { first: number; after: string | null });
  expect(asked[0]).toMatchObject({ after: null, first: 100 });
  list.close();
});

test("a row that came by an event follows the events after it", async () => {
  const list = await listOf("NEWEST", []);
  const sent = request("n", { version: 1 });
  requests.note(sent);
  list.accept(sent);
  const seen: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(list.items[0]?.status ?? ""));
  });
  flushSync();

  requests.note({ ...sent, version: 2, status: "DONE" });
  flushSync();

  expect(seen).toEqual(["ACCEPTED", "DONE"]);
  stop();
});
