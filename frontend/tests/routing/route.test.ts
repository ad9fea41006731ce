import { expect, test } from "vitest";
import { formatRoute, pages, parseRoute } from "../../src/routing/route";

test.each(pages.filter((page) => page !== "request"))("#/%s opens its page", (page) => {
  expect(parseRoute(`#/${page}`).page).toBe(page);
});

test("the name login opens the sign-in page", () => {
  expect(parseRoute("#/login?next=mine")).toEqual({ page: "signin", id: null, params: { next: "mine" } });
});

test("a request page has the id", () => {
  expect(parseRoute("#/request/0189-a?lang=ru")).toEqual({ page: "request", id: "0189-a", params: { lang: "ru" } });
});

test.each(["", "#", "#/", "#/nonsense", "#/nonsense/1"])("%j falls back to the map", (hash) => {
  expect(parseRoute(hash).page).toBe("map");
});

test("what is formatted is parsed back", () => {
  const route = { page: "city", id: null, params: { city: "almaty", text: "яма & лужа" } } as const;

  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("an empty parameter is left out", () => {
  expect(formatRoute({ page: "map", id: null, params: { city: "" } })).toBe("#/map");
});

test("a broken escape does not break the page", () => {
  expect(parseRoute("#/request/%E0%A4%A").id).toBe("%E0%A4%A");
});
