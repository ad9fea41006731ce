import { expect, test } from "vitest";
import { organisationNamed } from "../../src/domain/organisation";

const known = [{ id: "o1", name: "Алматы Жарық" }];

test("case and spaces are ignored", () => {
  expect(organisationNamed(" алматы   ЖАРЫҚ ", known)?.id).toBe("o1");
});

test("a part of a name does not match", () => {
  expect(organisationNamed("Алматы", known)).toBeNull();
});
