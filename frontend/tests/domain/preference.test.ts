import { expect, test } from "vitest";
import { isEnabled, isOffered, kindsFor } from "../../src/domain/preference";

test("a preference that was never set is on", () => {
  expect(isEnabled([], "DISPUTE", "EMAIL")).toBe(true);
  expect(isEnabled([{ kind: "DISPUTE", channel: "EMAIL", enabled: false }], "DISPUTE", "EMAIL")).toBe(false);
  expect(isEnabled([{ kind: "DISPUTE", channel: "PUSH", enabled: false }], "DISPUTE", "EMAIL")).toBe(true);
});

test("the daily digest is offered by email only", () => {
  expect(isOffered("DIGEST", "PUSH")).toBe(false);
  expect(isOffered("DIGEST", "EMAIL")).toBe(true);
});

test("only the Akimat can receive the digest, only a citizen the question for a verdict", () => {
  expect((["CITIZEN", "EXECUTOR", "AKIMAT"] as const).filter((role) => kindsFor(role).includes("DIGEST"))).toEqual([
    "AKIMAT",
  ]);
  expect(
    (["CITIZEN", "EXECUTOR", "AKIMAT"] as const).filter((role) => kindsFor(role).includes("VERDICT_ASKED")),
  ).toEqual(["CITIZEN"]);
});
