import { expect, test } from "vitest";
import { addressOf, tilesOf } from "../../src/embed/tiles";

const almaty = { latitude: 43.2389, longitude: 76.8897 };

test("a point lies in one tile of the zoom before", () => {
  expect(tilesOf(almaty, almaty, 12)).toEqual([{ z: 11, x: 1461, y: 750 }]);
});

test("an area is covered from corner to corner", () => {
  const southWest = { latitude: 43.1, longitude: 76.7 };
  const northEast = { latitude: 43.4, longitude: 77.1 };

  const tiles = tilesOf(southWest, northEast, 12);

  expect(tiles).toContainEqual({ z: 11, x: 1461, y: 750 });
  expect(new Set(tiles.map(({ x, y }) => `${x} ${y}`)).size).toBe(tiles.length);
  expect(tiles.length).toBeLessThanOrEqual(16);
});

test.each([
  [{ latitude: -90, longitude: -180 }, { z: 4, x: 0, y: 15 }],
  [{ latitude: 90, longitude: 180 }, { z: 4, x: 15, y: 0 }],
])("%j stays within the world", (point, tile) => {
  expect(tilesOf(point, point, 0)).toEqual([tile]);
});

test("an address has its city and the period of a public map", () => {
  expect(addressOf("almaty", { z: 11, x: 1, y: 2 })).toBe("/map/almaty/11/1/2.json?period=DAYS_30");
});
