import { expect, test } from "vitest";
import { actionOrder, emptyValues, fieldsFor, fieldsOf, isFilled, type PanelAction } from "../../src/actions/form";
import { somePhoto } from "../photos/somephoto";

test("every action is in the order of the buttons", () => {
  expect([...actionOrder].toSorted()).toEqual(Object.keys(fieldsOf).toSorted());
});

const needs: [PanelAction, Partial<ReturnType<typeof emptyValues>>][] = [
  ["RELEASE", { reason: "занят" }],
  ["HOLD", { holdReason: "WEATHER" }],
  ["CONFIRM", { rating: 5 }],
  ["DISPUTE", { reason: "не сделано" }],
  ["REJECT", { rejectReason: "SPAM" }],
  ["MERGE", { mergeInto: "ALM-1" }],
  ["ASSIGN", { executorId: "u2" }],
  ["COMPLETE", { photoCount: 1 }],
  ["COMMENT", { text: "спасибо" }],
];

test.each(needs)("%s cannot be sent before its fields are filled", (action, values) => {
  expect(isFilled(fieldsOf[action], emptyValues())).toBe(false);
  expect(isFilled(fieldsOf[action], { ...emptyValues(), ...values })).toBe(true);
});

test("EXTEND requires the new deadline and the reason", () => {
  expect(isFilled(fieldsOf.EXTEND, { ...emptyValues(), dueAt: "2026-07-01T18:00" })).toBe(false);
  expect(isFilled(fieldsOf.EXTEND, { ...emptyValues(), dueAt: "2026-07-01T18:00", reason: "материалы" })).toBe(true);
});

test("a blank reason counts as missing", () => {
  expect(isFilled(fieldsOf.DISPUTE, { ...emptyValues(), reason: "   " })).toBe(false);
});

test("START requires a photo only when the request has none", () => {
  expect(fieldsFor("START", { photos: [] })).toEqual(["photos"]);
  expect(fieldsFor("START", { photos: [somePhoto({ kind: "AFTER" })] })).toEqual(["photos"]);
  expect(fieldsFor("START", { photos: [somePhoto({ kind: "REPORT" })] })).toEqual([]);
});

test("photos of a dispute are optional", () => {
  expect(isFilled(fieldsOf.DISPUTE, { ...emptyValues(), reason: "не сделано", photoCount: 0 })).toBe(true);
});
