import { expect, test } from "vitest";
import {
  faultsOf,
  draftOf,
  inputOf,
  isChanged,
  numberIn,
  percentOf,
  type Policy,
  type PolicyDraft,
} from "../../src/domain/policy";

const policy: Policy = {
  version: 3,
  hours: 1.5,
  counted: "WORKING_HOURS",
  atRiskShare: 0.29,
  escalateAfterShare: 0.5,
  validFrom: "2026-01-01T00:00:00Z",
  isOwn: true,
  category: { id: "pothole" },
};
const filled: PolicyDraft = { ...draftOf(policy), reason: "why" };

test("an unchanged form sends the values of the policy", () => {
  expect(inputOf(filled, "almaty", "pothole")).toEqual({
    cityId: "almaty",
    categoryId: "pothole",
    hours: 1.5,
    counted: "WORKING_HOURS",
    atRiskShare: 0.29,
    escalateAfterShare: 0.5,
    reason: "why",
  });
  expect(isChanged(filled, policy)).toBe(false);
});

test.each([
  ["hours", "0"],
  ["hours", "-1"],
  ["hours", "87673"],
  ["hours", "1e3"],
  ["hours", ""],
  ["atRiskPercent", "100"],
  ["atRiskPercent", "0"],
  ["escalatePercent", "1001"],
  ["escalatePercent", "0"],
  ["reason", "  "],
] as const)("%s cannot be %j", (field, text) => {
  expect([...faultsOf({ ...filled, [field]: text })]).toEqual([field]);
});

test.each([["1,5", 1.5], [" 2.25 ", 2.25], ["7", 7]])("%j is %d", (text, number) => {
  expect(numberIn(text)).toBe(number);
});

test.each([[0.75, 75], [0.333, 33.3], [1.5, 150], [0.07, 7]])("%d is %d per cent", (share, percent) => {
  expect(percentOf(share)).toBe(percent);
});
