import { describe, expect, test } from "vitest";
import type { Point } from "../../src/domain/point";
import { followed, lengthOf, roundOf, type Stop } from "../../src/domain/round";

function stop(id: string, east: number, north: number, dueAt: string | null = null): Stop {
  return { id, location: at(east, north), dueAt };
}

/** A place so many hundredths of a degree from the corner. */
function at(east: number, north: number): Point {
  return { latitude: 43.2 + north / 100, longitude: 76.8 + east / 100 };
}

/** Numbers from 0 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function lengthFrom(start: Point | null, stops: readonly Stop[], order: readonly string[]): number {
  const byId = new Map(stops.map((one) => [one.id, one.location]));
  return lengthOf([...(start === null ? [] : [start]), ...order.map((id) => byId.get(id)!)]);
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]));
}

test("from the start along the street, whatever the order of the list", () => {
  const street = [stop("c", 3, 0), stop("a", 1, 0), stop("d", 4, 0), stop("b", 2, 0)];
  expect(roundOf(street, at(0, 0))).toEqual(["a", "b", "c", "d"]);
  expect(roundOf(street, at(9, 0))).toEqual(["d", "c", "b", "a"]);
});

test("a street that begins in its middle is not walked to one end and back past everything", () => {
  // The nearest next leads from a over b and c, and back to d.
  const stops = [stop("a", 1, 0), stop("b", 2.9, 0), stop("c", 5.2, 0.4), stop("d", -1.2, 0)];
  const start = at(0, 0);

  const order = roundOf(stops, start);

  expect(order).toEqual(["d", "a", "b", "c"]);
  expect(lengthFrom(start, stops, order)).toBeLessThan(lengthFrom(start, stops, ["a", "b", "c", "d"]));
});

test("a way that crosses itself is untangled", () => {
  // Nearest next: a, b, d, c, with a crossing between a-b-d and c.
  const stops = [stop("a", 0, 1), stop("b", 1.1, 2), stop("c", 0, 3.2), stop("d", 1.1, 3.1), stop("e", 4, 3)];
  const start = at(0, 0);

  const order = roundOf(stops, start);

  const all = permutations(stops).map((one) => lengthOf([start, ...one.map(({ location }) => location)]));
  expect(lengthFrom(start, stops, order)).toBeCloseTo(Math.min(...all), 3);
});

test("without a position the most urgent task is first", () => {
  const stops = [
    stop("a", 0, 0, "2026-01-03T00:00:00Z"), stop("b", 5, 0, "2026-01-01T00:00:00Z"), stop("c", 4, 0, null),
  ];
  expect(roundOf(stops, null)).toEqual(["b", "c", "a"]);
});

test("none and one", () => {
  expect(roundOf([], at(0, 0))).toEqual([]);
  expect(roundOf([stop("a", 1, 1)], null)).toEqual(["a"]);
});

test("tasks at one place, such as two photos of one crossing, stay in a stable order", () => {
  const stops = [stop("b", 1, 1), stop("a", 1, 1), stop("c", 1, 1)];
  expect(roundOf(stops, at(0, 0))).toEqual(["a", "b", "c"]);
});

describe("random tasks", () => {
  test.each([1, 2, 3, 4, 5, 6])("seven of them: hardly longer than the best of all orders (seed %i)", (seed) => {
    const next = random(seed);
    const stops = Array.from({ length: 7 }, (_, index) => stop(`t${index}`, next() * 10, next() * 10));
    const start = at(5, 5);

    const order = roundOf(stops, start);

    const all = permutations(stops).map((one) => lengthOf([start, ...one.map(({ location }) => location)]));
    expect([...order].sort()).toEqual(stops.map(({ id }) => id).sort());
    expect(lengthFrom(start, stops, order)).toBeLessThanOrEqual(Math.min(...all) * 1.1);
  });

  test.each([7, 8])("no part of a round of a hundred becomes shorter when it is turned round (seed %i)", (seed) => {
    const next = random(seed);
    const stops = Array.from({ length: 100 }, (_, index) => stop(`t${index}`, next() * 10, next() * 10));
    const start = at(5, 5);

    const order = roundOf(stops, start);

    const length = lengthFrom(start, stops, order);
    for (let first = 0; first < order.length; first += 7) {
      for (let last = first + 1; last < order.length; last += 5) {
        const other = [...order.slice(0, first), ...order.slice(first, last + 1).reverse(), ...order.slice(last + 1)];
        expect(lengthFrom(start, stops, other)).toBeGreaterThan(length - 0.02);
      }
    }
  });
});

test("a finished task leaves the round, a new one waits behind it, and nothing else moves", () => {
  const tasks = ["d", "c", "b"].map((id) => ({ id }));

  const { inRound, later } = followed(tasks, ["a", "b", "c"]);

  expect(inRound.map(({ id }) => id)).toEqual(["b", "c"]);
  expect(later.map(({ id }) => id)).toEqual(["d"]);
});
