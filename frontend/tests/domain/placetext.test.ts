import { expect, test } from "vitest";
import { chosenAddress } from "../../src/domain/placetext";

const street = { kind: "STREET", address: "проспект Абая" };

test.each([
  ["абая", "проспект Абая"],
  ["абая 45", "проспект Абая, 45"],
  ["Абая, д. 45а", "проспект Абая, 45а"],
  ["абая 45 / 1", "проспект Абая, 45/1"],
  ["8 марта", "проспект Абая"],
])("a street keeps the number that was typed: %s", (typed, expected) => {
  expect(chosenAddress(typed, street)).toBe(expected);
});

test("a name that ends in the number does not get it twice, and another place has its own", () => {
  expect(chosenAddress("аксай 4", { kind: "STREET", address: "мкр Аксай-4" })).toBe("мкр Аксай-4");
  expect(chosenAddress("абая 4", { kind: "HOUSE", address: "проспект Абая, 45" })).toBe("проспект Абая, 45");
});
