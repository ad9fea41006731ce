import { expect, test } from "vitest";
import { actionOrder, emptyValues, fieldsOf, isFilled } from "../../src/actions/form";
import type { Action } from "../../src/gql/documents";

test("every action has its place on the page", () => {
  expect([...actionOrder].toSorted()).toEqual(Object.keys(fieldsOf).toSorted());
});

const needs: [Action, Partial<ReturnType<typeof emptyValues>>][] = [
  ["RELEASE", { reason: "занят" }],
  ["HOLD", { holdReason: "WEATHER" }],
  ["CONFIRM", { rating: 5 }],
  ["DISPUTE", { reason: "не сделано" }],
  ["REJECT", { rejectReason: "SPAM" }],
  ["MERGE", { mergeInto: "ALM-1" }],
  ["ASSIGN", { executorId: "u2" }],
  ["COMMENT", { text: "спасибо" }],
];

test.each(needs)("%s cannot be sent before it says what it must", (action, values) => {
  expect(isFilled(action, emptyValues())).toBe(false);
  expect(isFilled(action, { ...emptyValues(), ...values })).toBe(true);
});

test("extending needs both the new moment and the reason", () => {
  expect(isFilled("EXTEND", { ...emptyValues(), dueAt: "2026-07-01T18:00" })).toBe(false);
  expect(isFilled("EXTEND", { ...emptyValues(), dueAt: "2026-07-01T18:00", reason: "материалы" })).toBe(true);
});

test("blank words are no reason", () => {
  expect(isFilled("DISPUTE", { ...emptyValues(), reason: "   " })).toBe(false);
});
