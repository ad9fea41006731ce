// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { openNext } from "../../src/routing/next";
import { router } from "../../src/routing/router.svelte";

test("after signing in one is back where one was, with what the address said", () => {
  openNext("city?overdue=1&text=яма", "CITIZEN");

  expect(router.current).toEqual({ page: "city", id: null, params: { overdue: "1", text: "яма" } });
});

test.each([
  ["CITIZEN", "map"],
  ["EXECUTOR", "mine"],
  ["AKIMAT", "city"],
] as const)("%s without a way back begins at %s", (role, page) => {
  openNext("", role);

  expect(router.current.page).toBe(page);
});

test("the way back leads nowhere but to a page of ours", () => {
  openNext("https://example.com/", "CITIZEN");

  expect(router.current.page).toBe("map");
});
