import { expect, test } from "vitest";
import { accountActionsFor, filterOf, whoOf, type Person } from "../../src/domain/people";

const executor: Person = {
  id: "p1",
  name: "Б",
  fullName: "Б",
  email: "b@example.kz",
  emailVerified: true,
  role: "EXECUTOR",
  registeredRole: "EXECUTOR",
  approved: true,
  rejected: false,
  blocked: false,
  blockedEverywhere: false,
  isHead: false,
  createdAt: null,
  categoryIds: [],
  organisation: { id: "o1", name: "О" },
  decisions: [],
};

test.each([
  [{ approved: false }, ["approve", "reject"]],
  [{ approved: false, rejected: true }, ["approve", "block"]],
  [{}, ["categories", "head", "block"]],
  [{ isHead: true }, ["categories", "endHead", "block"]],
  [{ organisation: null }, ["categories", "block"]],
  [{ blocked: true }, ["unblock"]],
  [{ role: "CITIZEN" as const, registeredRole: "CITIZEN" as const }, ["block"]],
  [{ role: "AKIMAT" as const, registeredRole: "AKIMAT" as const }, ["retire", "block"]],
  [{ registeredRole: "AKIMAT" as const, approved: false }, ["approve", "reject"]],
  [{ registeredRole: "AKIMAT" as const, approved: false, emailVerified: false }, ["block"]],
])("%j permits the actions %j", (changes, mutations) => {
  expect(accountActionsFor({ ...executor, ...changes })).toEqual(mutations);
});

test("tab and search are combined", () => {
  expect(filterOf("blocked", " бол ")).toEqual({ blocked: true, search: "бол" });
  expect(filterOf("all", " ")).toEqual({});
});

test("an unknown tab shows all accounts", () => {
  expect(whoOf("nonsense")).toBe("all");
});
