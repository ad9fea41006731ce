import { expect, test } from "vitest";
import { uuid7 } from "../../src/domain/uuid7";

test("the id is a version 7 UUID of the standard variant", () => {
  expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the first 48 bits are the time in milliseconds", () => {
  const moment = Date.UTC(2026, 0, 15, 8, 3);

  const id = uuid7(moment, new Uint8Array(10));

  expect(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(moment);
});

test("later ids sort after earlier ones", () => {
  const full = new Uint8Array(10).fill(255);

  expect(uuid7(1_000, full) < uuid7(1_001, new Uint8Array(10))).toBe(true);
});

test("two ids of the same millisecond differ", () => {
  expect(uuid7(5)).not.toBe(uuid7(5));
});
