import { expect, test } from "vitest";
import { en } from "../../src/i18n/en";
import { kk } from "../../src/i18n/kk";
import { proofText, type Proof } from "../../src/i18n/proof";
import { ru } from "../../src/i18n/ru";

const whole: Proof = { intact: true, links: 12, redacted: 0, firstBroken: null };

test.each([[en, "The timeline is intact: 12 links."], [ru, "Ход работ не изменён, звеньев: 12."], [kk, "Барысы бүлінбеген: 12 буын."]])(
  "an intact timeline says how many links it has",
  (words, text) => {
    expect(proofText(whole, words.receipt)).toBe(text);
  },
);

test("one link is one link", () => {
  expect(proofText({ ...whole, links: 1 }, en.receipt)).toBe("The timeline is intact: 1 link.");
});

test("what was removed on the record is said, and is no fault", () => {
  expect(proofText({ ...whole, redacted: 3 }, en.receipt)).toBe("The timeline is intact: 12 links. Personal words removed from 3 of them, on the record.");
});

test("a broken timeline is never called intact, and its first broken link is named", () => {
  const broken: Proof = { ...whole, intact: false, redacted: 3, firstBroken: { version: 5 } };

  expect(proofText(broken, en.receipt)).toBe("The timeline has been altered. The first broken link: 5.");
});
