// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { boxAround, metresBetween } from "../../../src/domain/distance";
import { someRequest } from "../../somerequest";

const query = vi.hoisted(() => vi.fn());
vi.mock("../../../src/api/client", () => ({ query }));

const { NearTasks } = await import("../../../src/stores/executor/neartasks.svelte");
const { Failure } = await import("../../../src/api/failure");

const here = { latitude: 43.2, longitude: 76.9 };
let asked: number[] = [];
let run = 0;

beforeEach(() => {
  asked = [];
  run += 1;
});

/** A server with requests so many metres to the north of the person. */
function streetWith(metres: readonly number[], mostRows = 100): void {
  const nodes = metres.map((north, index) =>
    someRequest({ id: `${run}-${index}`, location: { ...here, latitude: here.latitude + north / 111_195 } }));
  query.mockImplementation(async (_document: unknown, { filter }: { filter: { bbox: { north: number } } }) => {
    asked.push(filter.bbox.north);
    const inside = nodes.filter(({ location }) => location.latitude <= filter.bbox.north);
    const shown = inside.slice(0, mostRows);
    return {
      serviceRequests: {
        totalCount: inside.length,
        pageInfo: { hasNextPage: inside.length > mostRows, endCursor: "x" },
        edges: shown.map((node) => ({ node })),
      },
    };
  });
}

test("looks up to two kilometres, once, where that is enough", async () => {
  streetWith([100, 200, 300, 400, 500]);
  const near = new NearTasks({ cityId: "almaty" });

  await near.look(here);

  expect(asked).toEqual([boxAround(here, 2_000).north]);
  expect(near.metres).toBe(2_000);
  expect(near.list?.items).toHaveLength(5);
  expect(near.looking).toBe(false);
});

test("looks further where there are few", async () => {
  streetWith([100, 4_000, 9_000, 9_100, 9_200, 9_300]);
  const near = new NearTasks({});

  await near.look(here);

  expect(near.metres).toBe(10_000);
  expect(asked).toHaveLength(3);
});

test("looks closer where there are more than one list holds, and then not further again", async () => {
  streetWith(Array.from({ length: 300 }, (_, index) => 300 + index * 8), 100);
  const near = new NearTasks({});

  await near.look(here);

  expect(near.list?.hasMore).toBe(false);
  expect(near.metres).toBeLessThan(2_000);
  expect(asked).toEqual([...asked].sort().reverse());
});

test("ends at the greatest distance where there is nothing", async () => {
  streetWith([]);
  const near = new NearTasks({});
  await near.look(here);
  expect([near.metres, near.canWiden, near.list?.items.length]).toEqual([25_000, false, 0]);
});

test("the user looks further step by step", async () => {
  streetWith([100, 200, 300, 400, 500, 4_000]);
  const near = new NearTasks({});
  await near.look(here);

  await near.widen();

  expect(near.metres).toBe(5_000);
  expect(near.list?.items).toHaveLength(6);
});

test("what lies in a corner of the box is further than the distance", async () => {
  streetWith([100, 200, 300, 400, 500]);
  const near = new NearTasks({});
  await near.look(here);
  const { north, east } = boxAround(here, 2_000);
  const corner = someRequest({ location: { latitude: north, longitude: east } });

  expect(metresBetween(here, corner.location)).toBeGreaterThan(2_000);
  expect(near.isNear(corner)).toBe(false);
});

test("without a network the failure is shown and nothing is asked again and again", async () => {
  query.mockImplementation(async () => {
    asked.push(0);
    throw new Failure("NETWORK", "no network");
  });
  const near = new NearTasks({});

  await near.look(here);

  expect(asked).toHaveLength(1);
  expect(near.list?.failure?.isNetwork).toBe(true);
  expect(near.looking).toBe(false);
});

test("a newer position overtakes the search of an older one", async () => {
  streetWith([100, 200, 300, 400, 500]);
  const near = new NearTasks({});
  const there = { ...here, latitude: 43.3 };

  await Promise.all([near.look(here), near.look(there)]);

  expect(near.from).toEqual(there);
});
