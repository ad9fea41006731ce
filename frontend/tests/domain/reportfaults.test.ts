import { expect, test } from "vitest";
import { emptyDraft } from "../../src/domain/draft";
import { faultsOf } from "../../src/domain/reportfaults";

const whole = {
  ...emptyDraft("almaty"),
  address: "Абай 1", categoryId: "pothole", description: "Шұңқыр", location: { latitude: 43.2, longitude: 76.9 },
};

test("the faults come in the order of the page", () => {
  expect([...faultsOf(emptyDraft(""), true)]).toEqual([
    ["location", "missing"],
    ["cityId", "missing"],
    ["address", "missing"],
    ["categoryId", "missing"],
    ["description", "missing"],
  ]);
});

test("a whole report has none", () => {
  expect(faultsOf(whole, true).size).toBe(0);
});

test("a text over the limit is a fault, the limit itself is none", () => {
  expect(faultsOf({ ...whole, address: "а".repeat(300) }, true).size).toBe(0);
  expect([...faultsOf({ ...whole, address: "а".repeat(301), description: "а".repeat(4001) }, true)]).toEqual([
    ["address", "tooLong"],
    ["description", "tooLong"],
  ]);
});

test("a text that is not needed may be left out, and is still no longer than others", () => {
  expect(faultsOf({ ...whole, description: "  " }, false).size).toBe(0);
  expect([...faultsOf({ ...whole, description: "  " }, true)]).toEqual([["description", "missing"]]);
  expect([...faultsOf({ ...whole, description: "а".repeat(4001) }, false)]).toEqual([["description", "tooLong"]]);
});
