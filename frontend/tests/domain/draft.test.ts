import { expect, test } from "vitest";
import { draftIn, emptyDraft, hasSameContents, isPristine } from "../../src/domain/draft";

const some = { ...emptyDraft("almaty"), address: "Абай 1", location: { latitude: 43.2, longitude: 76.9 } };

test("a stored draft is read with its id and whether it was sent", () => {
  expect(draftIn(JSON.parse(JSON.stringify({ ...some, attempted: true })))).toEqual({ ...some, attempted: true });
});

test("a draft of an older page was not sent", () => {
  const { attempted: _attempted, ...older } = some;

  expect(draftIn(older)).toEqual(some);
});

test.each([
  null,
  "text",
  { id: 1 },
  { id: "a", cityId: "b", address: "", categoryId: "", description: "", location: { latitude: "x" } },
])("an invalid stored draft is ignored: %s", (value) => {
  expect(draftIn(value)).toBeNull();
});

test("two drafts have different ids", () => {
  expect(emptyDraft("almaty").id).not.toBe(emptyDraft("almaty").id);
});

test("white space is no contents, a place is", () => {
  expect(isPristine({ ...emptyDraft("almaty"), address: "  " })).toBe(true);
  expect(isPristine({ ...emptyDraft("almaty"), location: some.location })).toBe(false);
});

test.each([
  [{ address: "Абай 10" }, false],
  [{ categoryId: "pothole" }, false],
  [{ location: { latitude: 43.2, longitude: 76.91 } }, false],
  [{ location: null }, false],
  [{ address: " Абай 1 ", attempted: true, id: "other" }, true],
])("contents are the texts, the category and the place: %o", (change, same) => {
  expect(hasSameContents(some, { ...some, ...change })).toBe(same);
});
