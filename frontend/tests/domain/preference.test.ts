import { expect, test } from "vitest";
import { isEnabled, isOffered, kindsFor } from "../../src/domain/preference";

test("what was never chosen is on", () => {
  expect(isEnabled([], "DISPUTE", "EMAIL")).toBe(true);
  expect(isEnabled([{ kind: "DISPUTE", channel: "EMAIL", enabled: false }], "DISPUTE", "EMAIL")).toBe(false);
  expect(isEnabled([{ kind: "DISPUTE", channel: "PUSH", enabled: false }], "DISPUTE", "EMAIL")).toBe(true);
});

test("the morning letter comes by mail only", () => {
  expect(isOffered("DIGEST", "PUSH")).toBe(false);
  expect(isOffered("DIGEST", "EMAIL")).toBe(true);
});

test("only the Akimat is offered the morning letter, only a citizen is asked for the verdict", () => {
  expect((["CITIZEN", "EXECUTOR", "AKIMAT"] as const).filter((role) => kindsFor(role).includes("DIGEST"))).toEqual([
    "AKIMAT",
  ]);
  expect(
    (["CITIZEN", "EXECUTOR", "AKIMAT"] as const).filter((role) => kindsFor(role).includes("VERDICT_ASKED")),
  ).toEqual(["CITIZEN"]);
});
