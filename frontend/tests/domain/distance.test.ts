import { expect, test } from "vitest";
import { boxAround, metresBetween, nearestFirst } from "../../src/domain/distance";

const abai = { latitude: 43.2389, longitude: 76.8897 };

test("a degree of latitude is 111 km anywhere, one of longitude 81 km in Almaty", () => {
  const { latitude, longitude } = abai;
  expect(metresBetween(abai, { latitude: latitude + 1, longitude })).toBeCloseTo(111_195, -1);
  expect(metresBetween(abai, { latitude, longitude: longitude + 1 })).toBeCloseTo(81_000, -3);
  expect(metresBetween(abai, abai)).toBe(0);
});

test("the box has everything within the distance, and little more than a cell of the grid besides", () => {
  const box = boxAround(abai, 1_000);

  const edges = [
    { ...abai, longitude: box.west }, { ...abai, longitude: box.east },
    { ...abai, latitude: box.south }, { ...abai, latitude: box.north },
  ].map((edge) => metresBetween(abai, edge));
  expect(Math.min(...edges)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...edges)).toBeLessThan(1_600);
});

test("steps within a cell ask for the same box: the server does not learn of them", () => {
  const cell = { latitude: 43.235, longitude: 76.885 };
  for (const aside of [0.0001, 0.0024, 0.0049]) {
    const there = { latitude: cell.latitude + aside, longitude: cell.longitude + aside };
    expect(boxAround(there, 1_000)).toEqual(boxAround({ latitude: 43.2371, longitude: 76.8871 }, 1_000));
  }
});

test("the nearest is first", () => {
  const placed = [0.03, 0.01, 0.02].map((east) => ({ location: { ...abai, longitude: abai.longitude + east } }));
  expect(nearestFirst(placed, abai).map(({ location }) => Math.round((location.longitude - abai.longitude) * 100)))
    .toEqual([1, 2, 3]);
});
