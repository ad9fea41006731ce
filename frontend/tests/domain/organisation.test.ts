import { expect, test } from "vitest";
import { organisationNamed } from "../../src/domain/organisation";

const known = [{ id: "o1", name: "Алматы Жарық" }];

test("case and spaces make no other organisation", () => {
  expect(organisationNamed(" алматы   ЖАРЫҚ ", known)?.id).toBe("o1");
});

test("a part of a name is another organisation", () => {
  expect(organisationNamed("Алматы", known)).toBeNull();
});
