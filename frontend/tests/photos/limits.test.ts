import { expect, test } from "vitest";
import { isSurelyBroken, jpegName, smallerSize } from "../../src/photos/limits";

test.each([
  [{ width: 4000, height: 3000 }, { width: 2048, height: 1536 }],
  [{ width: 3000, height: 4000 }, { width: 1536, height: 2048 }],
  [{ width: 9000, height: 2 }, { width: 2048, height: 1 }],
])("a picture of %j is reduced to %j", (picture, expected) => {
  expect(smallerSize(picture, 400_000, "image/jpeg")).toEqual(expected);
});

test("a small photo is sent as it is", () => {
  expect(smallerSize({ width: 1600, height: 1200 }, 900_000, "image/jpeg")).toBeNull();
});

test("a large file is encoded again at its own size", () => {
  expect(smallerSize({ width: 1600, height: 1200 }, 6_000_000, "image/png")).toEqual({ width: 1600, height: 1200 });
});

test("a format that the server may not decode becomes a JPEG", () => {
  expect(smallerSize({ width: 800, height: 600 }, 90_000, "image/heic")).toEqual({ width: 800, height: 600 });
  expect(["IMG_1.HEIC", "фото", ".hidden"].map(jpegName)).toEqual(["IMG_1.jpg", "фото.jpg", "photo.jpg"]);
});

test("a small picture of a common kind that cannot be decoded is broken, a large one may need too much memory", () => {
  expect(isSurelyBroken("jpeg", 90_000)).toBe(true);
  expect(isSurelyBroken("jpeg", 9_000_000)).toBe(false);
  expect(isSurelyBroken("avif", 90_000)).toBe(false);
});
