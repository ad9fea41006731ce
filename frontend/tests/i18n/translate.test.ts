import { FluentResource } from "@fluent/bundle";
import { expect, test, vi } from "vitest";
import { chooseLanguage, languages } from "../../src/i18n/language";
import { translator } from "../../src/i18n/translate";
import { sources, texts } from "./texts";

test("statuses are called as the city calls them", () => {
  const { kk, ru } = texts;
  expect([kk("status-ACCEPTED"), kk("status-IN_PROGRESS"), kk("status-DONE"), kk("overdue")])
    .toEqual(["Қабылданды", "Жұмыс үстінде", "Орындалды", "Мерзімі өтті"]);
  expect([ru("status-ACCEPTED"), ru("status-IN_PROGRESS"), ru("status-DONE"), ru("overdue")])
    .toEqual(["Принято", "В работе", "Выполнено", "Просрочено"]);
});

const russian = [[1, "1 заявка"], [3, "3 заявки"], [5, "5 заявок"], [21, "21 заявка"]] as const;

test.each(russian)("Russian counts %i properly", (count, text) => {
  expect(texts.ru("map-cluster", { count })).toBe(text);
});

test.each([[1, "1 request"], [2, "2 requests"], [21, "21 requests"]])("English counts %i properly", (count, text) => {
  expect(texts.en("map-cluster", { count })).toBe(text);
});

test("a noun after a number stays what it is in Kazakh", () => {
  expect([1, 21].map((count) => texts.kk("map-cluster", { count }))).toEqual(["1 өтінім", "21 өтінім"]);
});

test.each(languages)("five digits are read in groups, four are not, in %s", (language) => {
  const found = (count: number) => texts[language]("city-found", { count }).replace(/\s/g, " ");
  expect(found(1_234)).toContain("1234");
  expect(found(12_345)).toContain(language === "en" ? "12,345" : "12 345");
  expect(found(1_234_567)).toContain(language === "en" ? "1,234,567" : "1 234 567");
});

test("a text that is continued on the next line of its file is one line", () => {
  expect(texts.en("forgot-sent-text")).not.toContain("\n");
  expect(texts.ru("receipt-intact", { count: 7 })).toBe("Ход работ не изменён: все 7 записей подлинные.");
});

test.each(languages)("%s comes with neither comments nor letters to be sent", (language) => {
  expect(sources[language]).not.toMatch(/^#/m);
  const keys = new FluentResource(sources[language]).body.map(({ id }) => id);
  expect(keys.filter((key) => key.startsWith("letter-"))).toEqual([]);
});

test("a missing argument is reported, and the rest of the text is shown", () => {
  const reported = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const t = translator("en", "city-found = Found: { $count }\n");

  // @ts-expect-error the compiler refuses it; this is what a browser would do
  expect(t("city-found")).toBe("Found: {$count}");
  expect(reported).toHaveBeenCalledOnce();
  reported.mockRestore();
});

test("the link speaks before the device, the device before the browser, else Kazakh", () => {
  expect(chooseLanguage("en", "ru", "kk-KZ")).toBe("en");
  expect(chooseLanguage(undefined, null, "ru-RU")).toBe("ru");
  expect(chooseLanguage(undefined, null, "de-DE")).toBe("kk");
});

test("a text that is written from right to left does not turn the sentence around it", () => {
  const { ru } = texts;
  expect(ru("account-blocked-for", { reason: "שלום" })).toContain("\u2068שלום\u2069");
  expect(ru("account-blocked-for", { reason: "\u202Eabc\u2069" })).toContain(": abc");
});

test("numbers have the comma of the language", () => {
  expect(texts.kk("map-kilometres", { count: 1.5 })).toBe("1,5 км");
  expect(texts.ru("map-kilometres", { count: 1.5 })).toBe("1,5 км");
});
