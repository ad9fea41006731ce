// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { DraftStore } from "../../../src/drafts/draftstore";
import { Round } from "../../../src/stores/executor/round.svelte";
import { FakeStorage } from "../../fakestorage";

const here = { latitude: 43.2, longitude: 76.9 };
let store: DraftStore;

beforeEach(() => (store = new DraftStore(new FakeStorage())));

function stop(id: string, east: number) {
  return { id, location: { ...here, longitude: here.longitude + east / 100 }, dueAt: null };
}

test("the first look makes a round; later ones show the same, whatever has come", () => {
  const round = new Round("v1", store);
  round.show([stop("b", 2), stop("a", 1)], here);
  expect([round.isOn, round.order]).toEqual([true, ["a", "b"]]);

  round.hide();
  round.show([stop("b", 2), stop("a", 1), stop("new", 0.1)], { ...here, longitude: 77 });

  expect(round.order).toEqual(["a", "b"]);
});

test("a round whose tasks are all done is made anew", () => {
  const round = new Round("v1", store);
  round.show([stop("a", 1)], here);
  round.show([stop("c", 2), stop("b", 1)], here);
  expect(round.order).toEqual(["b", "c"]);
});

test("the executor says when it is planned again", () => {
  const round = new Round("v1", store);
  round.plan([stop("b", 2), stop("a", 1)], here);
  round.plan([stop("b", 2), stop("a", 1)], { ...here, longitude: 77 });
  expect(round.order).toEqual(["b", "a"]);
});

test("it outlives the page, for the account that made it", () => {
  new Round("v1", store).plan([stop("b", 2), stop("a", 1)], here);

  const again = new Round("v1", store);
  expect([again.isOn, again.order]).toEqual([true, ["a", "b"]]);
  expect(new Round("v2", store).order).toEqual([]);
});

test("what is stored by something else is no round", () => {
  store.write("v1", "round", { order: [1, "a", null], isOn: "yes" });
  const round = new Round("v1", store);
  expect([round.isOn, round.order]).toEqual([false, ["a"]]);
});
