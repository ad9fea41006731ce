import { expect, test } from "vitest";
import { Shell } from "../../src/worker/shell";

const origin = "https://qala.kz";

/** Returns whether the worker answers a request itself. */
function answers(path: string, { mode = "cors", method = "GET", host = origin } = {}): boolean {
  const request = { url: host + path, mode, method } as Request;
  const stores = { match: async () => new Response(), open: async () => ({ match: async () => new Response() }) };
  const one = new Shell({ version: "1", files: ["/assets/a-1.js", "/icon.svg"] }, stores as never, async () =>
    new Response());
  return one.answer(request, origin, Promise.resolve(undefined)) !== null;
}

test("the page and its files are answered", () => {
  expect(answers("/", { mode: "navigate" })).toBe(true);
  expect(answers("/assets/a-1.js")).toBe(true);
  expect(answers("/icon.svg")).toBe(true);
});

test("data, photos, pages of letters and other hosts are left to the network", () => {
  expect(answers("/graphql", { method: "POST" })).toBe(false);
  expect(answers("/graphql")).toBe(false);
  expect(answers("/photos/ab/cd.webp", { mode: "no-cors" })).toBe(false);
  expect(answers("/verdict/token", { mode: "navigate" })).toBe(false);
  expect(answers("/unsubscribe", { mode: "navigate" })).toBe(false);
  expect(answers("/assets/a-1.js", { host: "https://tiles.example.kz" })).toBe(false);
});

test("with a server that fails, the stored page is shown", async () => {
  const stored = new Response("stored");
  const stores = { open: async () => ({ match: async () => stored }) } as never;
  const page = { url: `${origin}/`, mode: "navigate", method: "GET" } as Request;
  for (const load of [async () => new Response("down", { status: 503 }), async () => Promise.reject(new TypeError())]) {
    const one = new Shell({ version: "1", files: [] }, stores, load as typeof fetch);
    expect(await one.answer(page, origin, Promise.resolve(undefined))).toBe(stored);
  }
});

test("a server that answers is shown, with the settings that it writes into the page", async () => {
  const stores = { open: async () => ({ match: async () => new Response("stored") }) } as never;
  const page = { url: `${origin}/`, mode: "navigate", method: "GET" } as Request;
  const one = new Shell({ version: "1", files: [] }, stores, (async () => new Response("fresh")) as typeof fetch);
  expect(await (await one.answer(page, origin, Promise.resolve(undefined)))?.text()).toBe("fresh");
});
