import { expect, test } from "vitest";
import { proofText, type Proof } from "../../src/i18n/proof";
import { texts } from "./texts";

const whole: Proof = { intact: true, links: 12, redacted: 0, firstBroken: null };

test.each([
  [texts.en, "The timeline is intact: all 12 entries are genuine."],
  [texts.ru, "Ход работ не изменён: все 12 записей подлинные."],
  [texts.kk, "Барысы өзгертілмеген: 12 жазбаның бәрі түпнұсқа."],
])(
  "an intact timeline says how many entries it has",
  (t, text) => {
    expect(proofText(whole, t)).toBe(text);
  },
);

test("one entry is one entry", () => {
  expect(proofText({ ...whole, links: 1 }, texts.en)).toBe("The timeline is intact: its only entry is genuine.");
});

test("twenty-one entries take the form of one in Russian", () => {
  expect(proofText({ ...whole, links: 21 }, texts.ru)).toBe("Ход работ не изменён: подлинна каждая из 21 записи.");
});

test("what was removed on the record is said, and is no fault", () => {
  expect(proofText({ ...whole, redacted: 3 }, texts.en)).toBe(
    "The timeline is intact: all 12 entries are genuine."
      + " Personal text was removed from 3 of them, and the timeline says so.",
  );
});

test("a broken timeline is never called intact, and its first broken entry is named", () => {
  const broken: Proof = { ...whole, intact: false, redacted: 3, firstBroken: { version: 5 } };

  expect(proofText(broken, texts.en)).toBe("The timeline has been altered. The first broken entry: 5.");
});
