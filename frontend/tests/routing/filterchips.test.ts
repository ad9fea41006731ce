import { expect, test } from "vitest";
import { chipsOf } from "../../src/routing/filterchips";
import type { Translate } from "../../src/i18n/translate";

const id = "0190a5c1-7b2e-7cc3-9d1f-0123456789ab";
const names = {
  category: (category: string) => `the ${category}`,
  district: (district: string) => (district === "gone" ? "" : `in ${district}`),
  executor: null,
};
const t = ((key: string, { day = "", month = "", year = "" }: Record<string, unknown> = {}) =>
  [key, day, month, year].filter(Boolean).join(" ")) as Translate;

function wordsOf(params: Record<string, string>, executor: string | null = null): Record<string, string> {
  return Object.fromEntries(chipsOf(params, { ...names, executor }).map(({ param, text }) => [param, text(t)]));
}

test("one status is said by its name, several with the title", () => {
  expect(wordsOf({ status: "DONE" })).toEqual({ status: "status-DONE" });
  expect(wordsOf({ status: "DONE,MERGED" })).toEqual({ status: "table-column-status: status-DONE, status-MERGED" });
});

test("one category or district has its field, several do not fit there; one that is gone is said by its id", () => {
  expect(wordsOf({ category: "pothole", district: "medeu", source: "PHONE" })).toEqual({});
  expect(wordsOf({ category: "pothole,lighting", district: "medeu,gone" })).toEqual({
    category: "report-category: the pothole, the lighting",
    district: "city-district: in medeu, gone",
  });
});

test("an executor is named once the name is known", () => {
  expect(wordsOf({ executor: id })).toEqual({ executor: "request-executor" });
  expect(wordsOf({ executor: id }, "Қайрат")).toEqual({ executor: "Қайрат" });
});

test("what has no field on a phone can be seen and removed there", () => {
  const params = { unassigned: "1", author: id, from: "2026-11-01", to: "2026-11-02", period: "OPEN", risk: "1" };

  expect(wordsOf({ ...params, box: "76.8,43.1,77,43.3" })).toEqual({
    risk: "city-alerts",
    unassigned: "table-unassigned",
    author: "table-one-author",
    from: "table-from-day day-with-year 1 month-short 11 2026",
    to: "table-to-day day-with-year 2 month-short 11 2026",
    period: "table-period-OPEN",
    box: "table-box",
  });
});

test("what means nothing is no filter", () => {
  expect(wordsOf({ unassigned: "2", author: "me", from: "soon", period: "ALL", box: "x", executor: "me" })).toEqual({});
});
