import type { FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import { marksAt, marksOf, type Mark } from "../../src/map/features";
import { formatView, parseView } from "../../src/map/view";

const collection: FeatureCollection = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      geometry: { type: "Point", coordinates: [76.9, 43.2] },
      properties: { cluster: true, count: 12, overdue: 3, bbox: [76, 43, 77, 44] },
    },
    {
      type: "Feature",
      geometry: { type: "Point", coordinates: [76.8, 43.1] },
      properties: {
        cluster: false,
        id: "r1",
        number: "ALM-1",
        status: "DONE",
        categoryId: "pothole",
        isOverdue: false,
      },
    },
    { type: "Feature", geometry: { type: "LineString", coordinates: [] }, properties: {} },
    { type: "Feature", geometry: { type: "Point", coordinates: [1, 1] }, properties: null },
  ],
};

test("a cluster has its count and bounds, a pin its request; other features are left out", () => {
  const marks = marksOf(collection);

  expect(marks).toHaveLength(2);
  expect(marks[0]).toMatchObject({
    kind: "cluster",
    count: 12,
    overdue: 3,
    bbox: [76, 43, 77, 44],
    at: { latitude: 43.2, longitude: 76.9 },
  });
  expect(marks[1]).toMatchObject({ kind: "pin", id: "r1", status: "DONE", isOverdue: false });
});

test("a pin becomes overdue when its deadline passes, one without a running deadline does not", () => {
  const pin = {
    kind: "pin",
    id: "r1",
    number: "1",
    status: "ACCEPTED",
    categoryId: "c",
    isOverdue: false,
    at: { latitude: 1, longitude: 1 },
  } as const;
  const marks: Mark[] = [{ ...pin, dueAt: "2026-01-18T08:00:00Z" }, { ...pin, id: "r2", dueAt: null }];
  const at = (iso: string) =>
    marksAt(marks, () => Date.parse(iso)).map((mark) => mark.kind === "pin" && mark.isOverdue);

  expect(at("2026-01-18T08:00:00Z")).toEqual([false, false]);
  expect(at("2026-01-18T08:00:01Z")).toEqual([true, false]);
});

test("the view of the map is formatted and parsed back", () => {
  const view = { zoom: 13, center: { latitude: 43.238, longitude: 76.905 } };

  expect(parseView(formatView(view))).toEqual(view);
});

test.each([undefined, "", "12", "a/b/c", "12/43"])("%j is no view", (text) => {
  expect(parseView(text)).toBeNull();
});
