import { expect, test } from "vitest";
import { ActionDrafts, overtaken } from "../../src/actions/actiondrafts";
import { emptyValues, fits } from "../../src/actions/form";
import { DraftStore } from "../../src/drafts/draftstore";
import { FakeStorage } from "../fakestorage";

const typed = { ...emptyValues(), reason: "Су ағып тұр" };

function formsOf(owner: string | null, storage = new FakeStorage()): ActionDrafts {
  return new ActionDrafts(new DraftStore(storage), owner, "r1");
}

test("a form is kept under the account, the request and the action", () => {
  const storage = new FakeStorage();
  formsOf("a", storage).write("DISPUTE", typed);

  expect(formsOf("a", storage).read("DISPUTE")).toEqual(typed);
  expect(formsOf("a", storage).read("RELEASE")).toBeNull();
  expect(formsOf("b", storage).all()).toEqual([]);
  expect(new ActionDrafts(new DraftStore(storage), "a", "r2").all()).toEqual([]);
});

test("an untouched form is not kept", () => {
  const storage = new FakeStorage();
  const forms = formsOf("a", storage);
  forms.write("DISPUTE", typed);
  forms.write("DISPUTE", emptyValues());

  expect(storage.length).toBe(0);
});

test("a form of an older page keeps what is still known", () => {
  const storage = new FakeStorage();
  new DraftStore(storage).write("a", "action r1 COMMENT", { text: "Мәтін", rating: "x", gone: 1 });

  expect(formsOf("a", storage).read("COMMENT")).toEqual({ ...emptyValues(), text: "Мәтін" });
});

test("a text whose action is no longer permitted is overtaken; one without a text is not", () => {
  const forms = formsOf("a");
  forms.write("DISPUTE", typed);
  forms.write("CONFIRM", { ...emptyValues(), rating: 5 });
  forms.write("COMMENT", { ...emptyValues(), text: "Рақмет" });

  expect(overtaken(forms.all(), ["COMMENT"]).map(({ action }) => action)).toEqual(["DISPUTE"]);
});

test("photos of two accounts have different keys", () => {
  expect(formsOf("a").photosKey("DISPUTE")).not.toBe(formsOf("b").photosKey("DISPUTE"));
});

test("a text over the limit keeps the form from being sent", () => {
  expect(fits(["comment"], { ...emptyValues(), text: "а".repeat(2000) })).toBe(true);
  expect(fits(["comment"], { ...emptyValues(), text: "а".repeat(2001) })).toBe(false);
  expect(fits(["reason", "photosOptional"], { ...emptyValues(), reason: "а".repeat(1001) })).toBe(false);
});
