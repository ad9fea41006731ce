import { afterEach, beforeEach, expect, test, vi } from "vitest";

const fetched: string[] = [];
const loads = vi.hoisted(() => ({ failing: new Set<string>() }));

vi.mock("../../src/routing/loads", () => ({ loads: new Proxy({}, { get: (_, page: string) => fetchOf(page) }) }));
vi.mock("../../src/routing/panels", () => ({
  panels: { report: fetchOf("the form"), pending: fetchOf("what waits"), spot: fetchOf("a spot") },
}));

function fetchOf(name: string) {
  return async () => {
    fetched.push(name);
    if (loads.failing.has(name)) throw new TypeError("no network");
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  fetched.length = 0;
  loads.failing.clear();
});

afterEach(() => vi.useRealTimers());

async function fetchedWith(connection?: { saveData?: boolean; effectiveType?: string }): Promise<string[]> {
  const { fetchAhead } = await import("../../src/routing/ahead");
  fetchAhead(connection);
  expect(fetched).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  return fetched;
}

test("on a good network the form comes first and the next screens after it", async () => {
  const inOrder = ["the form", "what waits", "request", "mine", "city", "signin", "a spot"];
  expect(await fetchedWith({ effectiveType: "4g" })).toEqual(inOrder);
});

test("a browser that says nothing of its network fetches them, too", async () => {
  expect(await fetchedWith({})).toContain("city");
});

test.each([{ saveData: true, effectiveType: "4g" }, { effectiveType: "3g" }, { effectiveType: "slow-2g" }])(
  "with %o only what a report needs is fetched",
  async (connection) => {
    expect(await fetchedWith(connection)).toEqual(["the form", "what waits"]);
  },
);

test("a part that cannot be fetched keeps no other back", async () => {
  loads.failing.add("the form").add("mine");

  expect(await fetchedWith({ effectiveType: "4g" })).toContain("signin");
});
