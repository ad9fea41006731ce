import { expect, test } from "vitest";
import { isEnabled, isOffered } from "../../src/domain/preference";
import { roles, roleTraits } from "../../src/domain/roles";

test("a preference that was never set is on", () => {
  expect(isEnabled([], "DISPUTE", "EMAIL")).toBe(true);
  expect(isEnabled([{ kind: "DISPUTE", channel: "EMAIL", enabled: false }], "DISPUTE", "EMAIL")).toBe(false);
  expect(isEnabled([{ kind: "DISPUTE", channel: "PUSH", enabled: false }], "DISPUTE", "EMAIL")).toBe(true);
});

test("nothing rings at night unless the account has chosen it", () => {
  expect(isEnabled([], "DISPUTE", "NIGHT")).toBe(false);
  expect(isEnabled([{ kind: "DISPUTE", channel: "NIGHT", enabled: true }], "DISPUTE", "NIGHT")).toBe(true);
  expect(isOffered("DIGEST", "NIGHT")).toBe(false);
});

test("the daily digest is offered by email only", () => {
  expect(isOffered("DIGEST", "PUSH")).toBe(false);
  expect(isOffered("DIGEST", "EMAIL")).toBe(true);
});

test("only the Akimat can receive the digest, only a citizen the question for a verdict", () => {
  expect(roles.filter((role) => roleTraits[role].kinds.includes("DIGEST"))).toEqual(["AKIMAT"]);
  expect(roles.filter((role) => roleTraits[role].kinds.includes("VERDICT_ASKED"))).toEqual(["CITIZEN"]);
});
