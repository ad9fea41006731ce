import { expect, test } from "vitest";
import { coverOf, pairOf, srcsetOf } from "../../src/photos/photo";
import { somePhoto } from "./somephoto";

const report = somePhoto({ id: "report" });
const before = somePhoto({ id: "before", kind: "BEFORE", createdAt: "2026-01-16T08:00:00Z" });
const after = somePhoto({ id: "after", kind: "AFTER", createdAt: "2026-01-17T08:00:00Z" });
const afterAgain = somePhoto({ id: "again", kind: "AFTER", createdAt: "2026-01-18T08:00:00Z" });

test("the newest AFTER is compared with the BEFORE", () => {
  expect(pairOf([report, before, after, afterAgain])).toEqual({ before, after: afterAgain });
});

test("without a BEFORE the photo of the report is compared", () => {
  expect(pairOf([report, after])).toEqual({ before: report, after });
});

test.each([[[report, before]], [[after]], [[]]])("one side alone gives no pair", (photos) => {
  expect(pairOf(photos)).toBeNull();
});

test("a hidden photo is neither compared nor the cover", () => {
  const hidden = { ...report, hidden: true };

  expect(pairOf([hidden, after])).toBeNull();
  expect(coverOf([hidden, after])).toEqual(after);
  expect(coverOf([hidden])).toBeNull();
});

test("the srcset has the true widths: the longest side of an upright photo is its height", () => {
  expect(srcsetOf(somePhoto({ width: 1536, height: 2048 }))).toBe(
    "/photos/r/s.webp 240w, /photos/r/m.webp 720w, /photos/r/l.webp 1536w",
  );
  expect(srcsetOf(somePhoto({ width: 200, height: 100 }))).toBe(
    "/photos/r/s.webp 200w, /photos/r/m.webp 200w, /photos/r/l.webp 200w",
  );
});
