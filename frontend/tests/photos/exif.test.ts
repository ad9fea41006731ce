import { expect, test } from "vitest";
import { readExif, uprightSegment, withSegment } from "../../src/photos/exif";
import { someJpeg } from "./somejpeg";

const nothing = { takenAt: null, latitude: null, longitude: null };

test.each([false, true])("time and place are read in both byte orders (little-endian: %s)", (little) => {
  const jpeg = someJpeg({
    takenAt: "2026:11:20 14:05:09",
    offset: "+05:00",
    latitude: [43, 14, 15.5, "N"],
    longitude: [76, 56, 30.25, "E"],
    little,
  });

  const exif = readExif(jpeg);

  expect(exif.takenAt).toBe("2026-11-20T09:05:09.000Z");
  expect(exif.latitude).toBeCloseTo(43.237639, 5);
  expect(exif.longitude).toBeCloseTo(76.941736, 5);
});

test("south and west are negative", () => {
  const exif = readExif(someJpeg({ latitude: [33, 30, 0, "S"], longitude: [70, 30, 0, "W"] }));

  expect([exif.latitude, exif.longitude]).toEqual([-33.5, -70.5]);
});

test("a time without an offset is read in the zone of the device", () => {
  expect(readExif(someJpeg({ takenAt: "2026:11:20 14:05:09" })).takenAt).toBe(
    new Date(2026, 10, 20, 14, 5, 9).toISOString(),
  );
});

test("the coordinates 0, 0 count as no place", () => {
  expect(readExif(someJpeg({ latitude: [0, 0, 0, "N"], longitude: [0, 0, 0, "E"] }))).toEqual(nothing);
});

test.each([
  ["a JPEG without metadata", someJpeg(null)],
  ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]).buffer],
  ["no file at all", new ArrayBuffer(0)],
  ["half a date", someJpeg({ takenAt: "0000:00:00 00:00:00" })],
])("%s gives no values", (_, buffer) => {
  expect(readExif(buffer)).toEqual(nothing);
});

test("a JPEG that is cut off anywhere throws no error", () => {
  const jpeg = someJpeg({
    orientation: 6,
    takenAt: "2026:11:20 14:05:09",
    latitude: [43, 14, 15, "N"],
    longitude: [76, 56, 30, "E"],
  });

  for (let length = 0; length < jpeg.byteLength; length += 1) {
    expect(() => readExif(jpeg.slice(0, length))).not.toThrow();
    expect(() => uprightSegment(jpeg.slice(0, length))).not.toThrow();
  }
});

test("a false length is not allocated", () => {
  const jpeg = someJpeg({ takenAt: "2026:11:20 14:05:09" });
  const bytes = new Uint8Array(jpeg);
  const entry = bytes.findIndex((byte, index) => byte === 0x90 && bytes[index + 1] === 0x03);
  bytes.set([0xff, 0xff, 0xff, 0xff], entry + 4);

  expect(readExif(jpeg)).toEqual(nothing);
});

test("the reduced copy keeps the metadata with an upright orientation", async () => {
  const original = someJpeg({
    orientation: 6,
    takenAt: "2026:11:20 14:05:09",
    offset: "+05:00",
    latitude: [43, 14, 15.5, "N"],
    longitude: [76, 56, 30.25, "E"],
  });

  const segment = uprightSegment(original)!;
  const copy = await withSegment(new Blob([someJpeg(null)]), segment).arrayBuffer();

  expect(readExif(copy)).toEqual(readExif(original));
  expect(orientationOf(uprightSegment(copy)!)).toBe(1);
  expect(orientationOf(new Uint8Array(original).subarray(8))).toBe(6);
});

function orientationOf(segment: Uint8Array): number {
  const entry = segment.findIndex((byte, index) => byte === 0x01 && segment[index + 1] === 0x12);
  return segment[entry + 9]!;
}
