import { expect, test } from "vitest";
import { decodeKey } from "../../src/push/key";

test("a key is read from base64url without padding", () => {
  expect([...decodeKey("-_8A")]).toEqual([251, 255, 0]);
  expect([...decodeKey("AQ")]).toEqual([1]);
  expect([...decodeKey("AQI")]).toEqual([1, 2]);
});
