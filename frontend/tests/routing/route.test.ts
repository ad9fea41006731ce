import { expect, test } from "vitest";
import { formatRoute, isRequestId, mendedAddress, pages, parseRoute } from "../../src/routing/route";

test.each(pages.filter((page) => page !== "request"))("#/%s opens its page", (page) => {
  expect(parseRoute(`#/${page}`).page).toBe(page);
});

test("the name login opens the sign-in page", () => {
  expect(parseRoute("#/login?next=mine")).toEqual({ page: "signin", id: null, params: { next: "mine" } });
});

test("a request page has the id", () => {
  expect(parseRoute("#/request/0189-a?lang=ru")).toEqual({ page: "request", id: "0189-a", params: { lang: "ru" } });
});

test.each(["", "#", "#/"])("%j is the map", (hash) => {
  expect(parseRoute(hash).page).toBe("map");
});

test.each(["#/nonsense", "#/nonsense/1", "#/map/1", "#/request/a/b", "#/toString", "#/MAP"])(
  "%j is a page that says it is none",
  (hash) => {
    expect(parseRoute(hash).page).toBe("unknown");
  },
);

test.each(["#/map/", "#/city/?text=a"])("%j may end in a slash", (hash) => {
  expect(parseRoute(hash).page).not.toBe("unknown");
});

test.each([
  ["https://q.kz/request/0189-a", "/#/request/0189-a"],
  ["https://q.kz/city?text=a", "/#/city?text=a"],
  ["https://q.kz/some/thing#/map", "/#/map"],
  ["https://q.kz/#/map", null],
  ["https://q.kz/?utm_source=a#/map", null],
  ["about:blank", null],
])("the link %s that has lost its # becomes %j", (link, mended) => {
  expect(mendedAddress(new URL(link) as unknown as Location)).toBe(mended);
});

test.each([
  ["https://q.kz/r/ALM-000241", "/#/request/0189-a?lang=ru"],
  ["https://q.kz/r/ALM-000241?utm_source=a", "/#/request/0189-a?lang=ru"],
  ["https://q.kz/r/ALM-000241#/mine", "/#/mine"],
  ["https://q.kz/#/map", null],
])("the public page %s opens what the server named, %j", (link, opened) => {
  expect(mendedAddress(new URL(link) as unknown as Location, "#/request/0189-a?lang=ru")).toBe(opened);
});

test.each([
  ["0190a5c1-7b2e-7cc3-9d1f-0123456789ab", true],
  ["0190A5C1-7B2E-7CC3-9D1F-0123456789AB", true],
  ["ALM-000254", false],
  ["0190a5c1-7b2e-7cc3-9d1f-0123456789a", false],
  ["", false],
  ["%E0%A4%A", false],
])("%j as the id of a request: %j", (text, answer) => {
  expect(isRequestId(text)).toBe(answer);
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
