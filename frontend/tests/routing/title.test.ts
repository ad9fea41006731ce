import { expect, test } from "vitest";
import { pages } from "../../src/routing/route";
import { titleOf } from "../../src/routing/title";
import { texts } from "../i18n/texts";

const facts = { city: "Алматы", worksOnRequests: false, overseesCity: false };

test.each(["kk", "ru", "en"] as const)("pages that are open in two tabs have different titles (%s)", (language) => {
  const titles = pages.map((page) => titleOf(page, facts, texts[language]));

  // The two pages of a new password are one errand.
  expect(new Set(titles).size).toBe(pages.length - 1);
});

test.each([
  ["city", facts, "Заявки города · Алматы"],
  ["city", { ...facts, overseesCity: true }, "Панель акимата · Алматы"],
  ["city", { ...facts, city: "" }, "Заявки города"],
  ["mine", facts, "Мои заявки"],
  ["mine", { ...facts, worksOnRequests: true }, "Задачи"],
] as const)("the title of %s with %j", (page, given, title) => {
  expect(titleOf(page, given, texts.ru)).toBe(title);
});
