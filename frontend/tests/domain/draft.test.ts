import { expect, test } from "vitest";
import { clearDraft, emptyDraft, loadDraft, saveDraft } from "../../src/domain/draft";
import { FakeStorage } from "../fakestorage";

test("a draft survives a reload with the same id", () => {
  const storage = new FakeStorage();
  const draft = { ...emptyDraft("almaty"), address: "Абай 1", location: { latitude: 43.2, longitude: 76.9 } };

  saveDraft(storage, draft);

  expect(loadDraft(storage, "astana")).toEqual(draft);
});

test("without a stored draft a new one starts in the given city", () => {
  expect(loadDraft(new FakeStorage(), "astana").cityId).toBe("astana");
});

test("a sent draft is deleted, and the next one has another id", () => {
  const storage = new FakeStorage();
  const sent = emptyDraft("almaty");
  saveDraft(storage, sent);

  clearDraft(storage);

  expect(loadDraft(storage, "almaty").id).not.toBe(sent.id);
});

test.each([
  "not json",
  '{"id":1}',
  '{"id":"a","cityId":"b","address":"","categoryId":"","description":"","location":{"latitude":"x"}}',
])("an invalid stored draft is ignored: %s", (text) => {
  const storage = new FakeStorage();
  storage.setItem("qala.draft", text);

  expect(loadDraft(storage, "almaty").address).toBe("");
  expect(loadDraft(storage, "almaty").cityId).toBe("almaty");
});

test("a full storage does not break the form", () => {
  const storage = new FakeStorage();
  storage.full = true;

  expect(() => saveDraft(storage, emptyDraft("almaty"))).not.toThrow();
});
