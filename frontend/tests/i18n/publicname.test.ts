import { expect, test } from "vitest";
import { isNameless, nameless, publicName } from "../../src/i18n/publicname";
import { texts } from "./texts";

test("the words in place of a name are the roles in the language of the state", () => {
  expect([...nameless].map(([word, role]) => [role, word])).toEqual(
    (["CITIZEN", "EXECUTOR", "AKIMAT"] as const).map((role) => [role, texts.kk(`role-${role}`)]),
  );
});

test("such a word is read in the language of the page, a name as it is", () => {
  const word = texts.kk("role-CITIZEN");

  expect(publicName(word, texts.ru)).toBe(texts.ru("role-CITIZEN"));
  expect(isNameless(word)).toBe(true);
  expect(publicName("Әсел", texts.ru)).toBe("Әсел");
  expect(isNameless("Әсел")).toBe(false);
});
