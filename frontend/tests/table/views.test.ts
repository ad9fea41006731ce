import { expect, test } from "vitest";
import { forgetViews } from "../../src/drafts/viewstorage";
import { SavedViews } from "../../src/table/savedviews.svelte";
import { added, mostViews, paramsOf, viewOf, viewsIn, type SavedView } from "../../src/table/views";
import { FakeStorage } from "../fakestorage";

const late: SavedView = {
  name: "Просрочка",
  params: { overdue: "1", order: "DUE_FIRST" },
  columns: ["problem", "due"],
};

test("a view keeps filters and order, neither the city nor what is open", () => {
  const params = { overdue: "1", order: "DUE_FIRST", city: "almaty", lang: "ru", open: "r1", text: "" };

  expect(added([], { ...late, params })).toEqual([late]);
});

test("opening a view clears the filters that it does not have", () => {
  const { overdue, order, text, category } = paramsOf(late);

  expect([overdue, order, text, category]).toEqual(["1", "DUE_FIRST", "", ""]);
});

test("a view of the same name is replaced, and the oldest one goes when there are too many", () => {
  const other = { ...late, params: { risk: "1" } };
  expect(added([late], { ...other, name: " Просрочка " })).toEqual([other]);

  const many = Array.from({ length: mostViews }, (_, number) => ({ ...late, name: `${number}` }));
  expect(added(many, late).map(({ name }) => name).slice(0, 1)).toEqual(["1"]);
});

test("the view on screen is known by what it shows, whatever else the address says", () => {
  const params = { overdue: "1", order: "DUE_FIRST", city: "astana", open: "r1" };

  expect(viewOf([late], params, ["due", "problem"])).toBe(late);
  expect(viewOf([late], { ...params, risk: "1" }, ["due", "problem"])).toBeNull();
  expect(viewOf([late], params, ["due"])).toBeNull();
});

test.each([null, "nonsense", "{}", '[1, {"name": ""}, {"name": "x"}]'])("%s holds no views", (stored) => {
  expect(viewsIn(stored)).toEqual([]);
});

test("columns and parameters that a later version does not know are passed over", () => {
  const stored = [{ name: "x", params: { overdue: "1", weather: "snow", text: 5 }, columns: ["due", "moon"] }];

  expect(viewsIn(JSON.stringify(stored))).toEqual([{ name: "x", params: { overdue: "1" }, columns: ["due"] }]);
});

test("each officer of a device has their own, and those of an erased account are deleted", () => {
  const storage = new FakeStorage();
  new SavedViews("one", storage).add(late);

  expect(new SavedViews("one", storage).list).toEqual([late]);
  expect(new SavedViews("two", storage).list).toEqual([]);

  forgetViews("one", storage);
  expect(new SavedViews("one", storage).list).toEqual([]);
});
