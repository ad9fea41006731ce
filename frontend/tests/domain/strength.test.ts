import { expect, test } from "vitest";
import { strengthOf } from "../../src/domain/strength";

test.each([
  ["", "tooShort"],
  ["Ab1!xyz", "tooShort"],
  ["12345678", "weak"],
  ["aaaaaaaa", "weak"],
  ["qwertyuiop", "weak"],
  ["password1", "weak"],
  ["йцукенгшщз", "weak"],
  ["almaty2026", "weak"],
  ["xkcdkfjw", "weak"],
  ["xkcdk7jw", "fair"],
  ["жаңа ұзын сөз", "fair"],
  ["Tr0ub4dor&3", "strong"],
  ["сегіз әріп пе, көп пе", "strong"],
] as const)("%j is %s", (password, strength) => {
  expect(strengthOf(password)).toBe(strength);
});

test("a password made of the person's name and address is weak", () => {
  expect(strengthOf("Jumabaev!bolat7")).not.toBe("weak");
  expect(strengthOf("Jumabaev!bolat7", ["bolat@example.kz", "Jumabaev B."])).toBe("weak");
});

test("an emoji is one character", () => {
  expect(strengthOf("🙂🙂🙂🙂🙂🙂🙂")).toBe("tooShort");
});
