import { afterEach, expect, test, vi } from "vitest";
import { exportPath, fetchExport } from "../../src/api/exports";

const wish = {
  filter: { cityId: "almaty", text: "Абай & 10" }, format: "csv", language: "kk", personal: true,
} as const;
const never = new AbortController().signal;

afterEach(() => vi.unstubAllGlobals());

function answering(answer: Response | Error): void {
  vi.stubGlobal("fetch", () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)));
}

test("the address has the filter of the list as it is", () => {
  const address = new URL(exportPath(wish), "https://qala.example");

  expect(address.pathname).toBe("/export/requests.csv");
  expect(JSON.parse(address.searchParams.get("filter") ?? "")).toEqual(wish.filter);
  expect([address.searchParams.get("language"), address.searchParams.get("personal")]).toEqual(["kk", "true"]);
});

test("a file has the name that the server gives it", async () => {
  const headers = { "Content-Disposition": 'attachment; filename="requests-almaty-2026-11-29.csv"' };
  answering(new Response("a;b", { headers }));

  const { blob, name } = await fetchExport(wish, never);

  expect(name).toBe("requests-almaty-2026-11-29.csv");
  expect(await blob.text()).toBe("a;b");
});

test("a refusal of the server keeps its field and limit", async () => {
  const extensions = { code: "INVALID_INPUT", field: "filter", limit: 300 };
  answering(new Response(JSON.stringify({ errors: [{ message: "x", extensions }] }), { status: 400 }));

  await expect(fetchExport(wish, never)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    field: "filter",
    bounds: { limit: 300 },
  });
});

test("a page of a proxy, a broken connection and a reader who stops are told apart", async () => {
  answering(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await expect(fetchExport(wish, never)).rejects.toMatchObject({ code: "NETWORK" });

  answering(new TypeError("network error"));
  await expect(fetchExport(wish, never)).rejects.toMatchObject({ code: "NETWORK" });
  await expect(fetchExport(wish, AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
});
