import { expect, test } from "vitest";
import { draftIn, emptyDraft, hasSameContents, isPristine } from "../../src/domain/draft";
import { callerOf, emptyTaken, isPhone } from "../../src/domain/taken";

const taken = { ...emptyTaken(), phone: " 8 701 234 56 78 ", name: "Мария" };

test("empty parts of the caller are null, and a round of the officer has none", () => {
  expect(callerOf(taken)).toEqual({ phone: "8 701 234 56 78", name: "Мария", email: null, locale: "KK" });
  expect(callerOf({ ...taken, source: "ROUND" })).toEqual({ phone: null, name: null, email: null, locale: "KK" });
});

test("a number is looked for once it has five digits", () => {
  expect([isPhone("25-10"), isPhone("8 701 2")]).toEqual([false, true]);
});

test("what was typed about the caller is part of the draft", () => {
  const draft = { ...emptyDraft("almaty"), taken };
  expect(draftIn(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  expect(draftIn({ ...draft, taken: { source: "PIGEON" } })?.taken).toBeNull();
  expect(hasSameContents(draft, { ...draft, taken: { ...taken, phone: "8 701 234 56 79" } })).toBe(false);
  expect([isPristine(draft), isPristine({ ...draft, taken: emptyTaken() })]).toEqual([false, true]);
});
