import { expect, test } from "vitest";
import { isJustTaken, isWithin, shotOf } from "../../src/photos/shot";

const silent = { takenAt: null, latitude: null, longitude: null };
const fix = { latitude: 43.2, longitude: 76.9, accuracyMetres: 12 };
const now = Date.parse("2026-11-20T09:00:00Z");
const minute = 60_000;

test("a photo from the camera was just taken", () => {
  expect(isJustTaken("camera", silent, now - minute, now)).toBe(true);
});

test("an old file from the camera field was not just taken", () => {
  expect(isJustTaken("camera", silent, now - 60 * minute, now)).toBe(false);
  expect(isJustTaken("camera", { ...silent, takenAt: "2026-11-19T09:00:00Z" }, now, now)).toBe(false);
});

test("a photo from the gallery never gets the position of the device", () => {
  expect(isJustTaken("gallery", silent, now, now)).toBe(false);
  expect(shotOf(silent, false, fix, now)).toEqual({});
});

test("a photo that was just taken and has no metadata gets time and place of the device", () => {
  expect(shotOf(silent, true, fix, now)).toEqual({ ...fix, takenAt: "2026-11-20T09:00:00.000Z" });
});

test("without a position only the time is set", () => {
  expect(shotOf(silent, true, null, now)).toEqual({ takenAt: "2026-11-20T09:00:00.000Z" });
});

test("the metadata of the file precede the values of the device", () => {
  const exif = { takenAt: "2026-11-20T08:58:00.000Z", latitude: 43.25, longitude: 76.95 };

  expect(shotOf(exif, true, fix, now)).toEqual(exif);
});

test("a place inside the bounds belongs to the city", () => {
  const almaty = [76.6, 43.0, 77.2, 43.5];

  expect(isWithin({ latitude: 43.2, longitude: 76.9 }, almaty)).toBe(true);
  expect(isWithin({ latitude: 51.1, longitude: 71.4 }, almaty)).toBe(false);
});
