import { expect, test } from "vitest";
import { initialOf } from "../../src/domain/initial";

test.each([
  ["айгүл", "А"],
  ["🦊 лис", "Л"],
  ["\u202Eabc", "A"],
  ["🦊", "🦊"],
  ["", ""],
])("the initial of %j is %j", (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});
