// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { openNext } from "../../src/routing/next";
import { router } from "../../src/routing/router.svelte";

test("sign-in returns to the interrupted page with its parameters", () => {
  openNext("city?overdue=1&text=яма", { role: "CITIZEN" });

  expect(router.current).toEqual({ page: "city", id: null, params: { overdue: "1", text: "яма" } });
});

test.each([
  ["CITIZEN", "map"],
  ["EXECUTOR", "mine"],
  ["AKIMAT", "city"],
] as const)("%s without a way back begins at %s", (role, page) => {
  openNext("", { role });

  expect(router.current.page).toBe(page);
});

test("sign-in never returns to a foreign address", () => {
  openNext("https://example.com/", { role: "CITIZEN" });

  expect(router.current.page).toBe("map");
});

test("an account that waits for its approval begins at its own page", () => {
  openNext("", { role: "CITIZEN", registeredRole: "EXECUTOR" });

  expect(router.current.page).toBe("mine");
});
