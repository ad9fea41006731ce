import { expect, test } from "vitest";
import { en } from "../../src/i18n/en";
import { kk } from "../../src/i18n/kk";
import { chooseLanguage } from "../../src/i18n/language";
import { en as ownEn } from "../../src/i18n/own/en";
import { kk as ownKk } from "../../src/i18n/own/kk";
import { ru as ownRu } from "../../src/i18n/own/ru";
import { ru } from "../../src/i18n/ru";
import { en as staffEn } from "../../src/i18n/staff/en";
import { kk as staffKk } from "../../src/i18n/staff/kk";
import { ru as staffRu } from "../../src/i18n/staff/ru";

type Leaf = string | ((...values: never[]) => string);

function leavesOf(value: object, path = ""): [string, Leaf][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const here = `${path}.${key}`;
    return typeof inner === "object" && inner !== null ? leavesOf(inner, here) : [[here, inner as Leaf] as [string, Leaf]];
  });
}

// What comes with single pages is held to the same.
const all = {
  kk: { ...kk, own: ownKk, staff: staffKk },
  ru: { ...ru, own: ownRu, staff: staffRu },
  en: { ...en, own: ownEn, staff: staffEn },
};

test.each(["kk", "ru", "en"] as const)("%s says everything that Kazakh says", (language) => {
  expect(leavesOf(all[language]).map(([path]) => path).toSorted()).toEqual(leavesOf(all.kk).map(([path]) => path).toSorted());
});

test.each(["kk", "ru", "en"] as const)("%s leaves nothing blank", (language) => {
  const blank = leavesOf(all[language]).filter(([, leaf]) => typeof leaf === "string" && leaf.trim() === "");

  expect(blank).toEqual([]);
});

test("English lets no Cyrillic through", () => {
  const foreign = leavesOf(all.en).filter(([, leaf]) => typeof leaf === "string" && /[а-яё]/i.test(leaf));

  expect(foreign).toEqual([]);
});

test("statuses are called as the city calls them", () => {
  expect([kk.status.ACCEPTED, kk.status.IN_PROGRESS, kk.status.DONE, kk.overdue]).toEqual(["Қабылданды", "Жұмыс үстінде", "Орындалды", "Мерзімі өтті"]);
  expect([ru.status.ACCEPTED, ru.status.IN_PROGRESS, ru.status.DONE, ru.overdue]).toEqual(["Принято", "В работе", "Выполнено", "Просрочено"]);
});

test.each([[1, "1 заявка"], [3, "3 заявки"], [5, "5 заявок"], [21, "21 заявка"]])("Russian counts %i properly", (count, text) => {
  expect(ru.map.cluster(count)).toBe(text);
});

test("the link speaks before the device, the device before the browser, else Kazakh", () => {
  expect(chooseLanguage("en", "ru", "kk-KZ")).toBe("en");
  expect(chooseLanguage(undefined, null, "ru-RU")).toBe("ru");
  expect(chooseLanguage(undefined, null, "de-DE")).toBe("kk");
});
