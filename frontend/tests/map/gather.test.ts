import { expect, test } from "vitest";
import type { Mark, Pin } from "../../src/map/features";
import { gathered } from "../../src/map/gather";

const entrance = { latitude: 43.2389, longitude: 76.8897 };
/** Pixels of the last zoom in Almaty: 22 centimetres each. */
const metresAPixel = 0.218;
const metresADegree = { latitude: 111_195, longitude: 81_000 };

function onScreen({ latitude, longitude }: typeof entrance) {
  return {
    x: ((longitude - entrance.longitude) * metresADegree.longitude) / metresAPixel,
    y: ((entrance.latitude - latitude) * metresADegree.latitude) / metresAPixel,
  };
}

function pin(id: string, metresNorth: number, isOverdue = false): Pin {
  const at = { ...entrance, latitude: entrance.latitude + metresNorth / metresADegree.latitude };
  return { kind: "pin", id, number: id, status: "ACCEPTED", categoryId: "pothole", isOverdue, dueAt: null, at };
}

const shown = (marks: readonly Mark[]) =>
  gathered(marks, onScreen).map((mark) => (mark.kind === "pin" ? mark.id : `${mark.count}/${mark.overdue}`));

test("two pins 1.7 metres apart are one mark that says so", () => {
  expect(shown([pin("a", 0), pin("b", 1.7, true)])).toEqual(["2/1"]);
});

test("two pins at exactly one place, and fifty", () => {
  expect(shown([pin("a", 0), pin("b", 0)])).toEqual(["2/0"]);
  expect(shown(Array.from({ length: 50 }, (_, number) => pin(`${number}`, 0)))).toEqual(["50/0"]);
});

test("pins that both can be pressed stay apart", () => {
  expect(shown([pin("a", 0), pin("b", 8)])).toEqual(["a", "b"]);
});

test("a pin on the edge of a cell joins its neighbour, and a cluster keeps what it counts", () => {
  const cluster: Mark = {
    kind: "cluster", id: "c", count: 7, overdue: 2, at: pin("x", 3).at,
    bbox: [76.8896, 43.2388, 76.8898, 43.239],
  };
  const [joined] = gathered([cluster, pin("a", -1.5, true)], onScreen);

  expect(joined).toMatchObject({ kind: "cluster", count: 8, overdue: 3 });
  expect((joined as { bbox: number[] }).bbox[0]).toBe(76.8896);
  expect(joined?.at.latitude).toBeCloseTo(entrance.latitude + (3 * 7 - 1.5) / 8 / metresADegree.latitude, 9);
});

test("two circles whose counts would cover each other are one, where two pins stay apart", () => {
  const circle = (id: string, metresNorth: number): Mark => ({
    kind: "cluster", id, count: 5, overdue: 1, at: pin("x", metresNorth).at, bbox: null,
  });

  expect(shown([circle("a", 0), circle("b", 8)])).toEqual(["10/2"]);
  expect(shown([circle("a", 0), circle("b", 12)])).toEqual(["5/1", "5/1"]);
  expect(shown([circle("a", 0), pin("b", 8)])).toEqual(["5/1", "b"]);
});

test("large circles stay further apart than small ones, so that no count is covered", () => {
  const circle = (id: string, count: number, pixels: number): Mark => ({
    kind: "cluster", id, count, overdue: 0, at: pin("x", pixels * metresAPixel).at, bbox: null,
  });

  expect(shown([circle("a", 779, 0), circle("b", 1_040, 50)])).toEqual(["1819/0"]);
  expect(shown([circle("a", 779, 0), circle("b", 1_040, 58)])).toEqual(["779/0", "1040/0"]);
  expect(shown([circle("a", 8, 0), circle("b", 9, 50)])).toEqual(["8/0", "9/0"]);
});
