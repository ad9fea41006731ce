import { expect, test } from "vitest";
import { formatBox, formatView, parseBox, parseView, zoomFor } from "../../src/map/view";

test("a view is read back; near the ground to the tenth of a metre", () => {
  expect(parseView(formatView({ zoom: 12, center: { latitude: 43.23891, longitude: 76.88971 } }))).toEqual({
    zoom: 12,
    center: { latitude: 43.2389, longitude: 76.8897 },
  });
  const near = { zoom: 19, center: { latitude: 43.238949, longitude: 76.889709 } };
  expect(parseView(formatView(near))).toEqual(near);
});

test.each([
  undefined, "", "abc", "12", "12/43", "12//76", "12/43/76/1", "12/NaN/76", "12/1e3/76", "12/91/76", "12/43/181",
  "25/43/76", "1/43/76", "12/ /76",
])("%j is no view", (text) => {
  expect(parseView(text)).toBeNull();
});

test("a box holds what lies on its edge, also a single point", () => {
  const box = parseBox(formatBox([76.889709, 43.238949, 76.889709, 43.238949]));

  expect(box).not.toBeNull();
  expect(box!.west).toBeLessThan(76.889709);
  expect(box!.north).toBeGreaterThan(43.238949);
});

test.each([undefined, "", "1,2,3", "76,43,75,44", "76,44,77,43", "76,43,77,44,1", "a,b,c,d", "76,43,77,99"])(
  "%j is no box",
  (text) => {
    expect(parseBox(text)).toBeNull();
  },
);

test.each([
  [0, 11],
  [358, 11],
  [646, 12],
  [1290, 13],
  [20_000, 14],
])("a map of %d pixels shows a city at zoom %d", (width, zoom) => {
  expect(zoomFor(width)).toBe(zoom);
});
