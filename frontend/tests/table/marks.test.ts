import { expect, test } from "vitest";
import { marksOf } from "../../src/table/marks";

test("marks are counted over all photos, the most frequent first", () => {
  const photos = [
    { marks: ["NO_METADATA"] as const },
    { marks: ["FAR_FROM_PLACE", "LOOKS_REUSED"] as const },
    { marks: [] },
    { marks: ["FAR_FROM_PLACE"] as const },
  ];

  expect(marksOf(photos)).toEqual([
    { mark: "FAR_FROM_PLACE", count: 2 },
    { mark: "NO_METADATA", count: 1 },
    { mark: "LOOKS_REUSED", count: 1 },
  ]);
});
