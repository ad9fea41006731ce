import { expect, test } from "vitest";

const built = import.meta.glob<string>("../../dist/assets/*.js", { query: "?raw", import: "default" });
const sources = import.meta.glob<string>("../../gallery/*", { query: "?raw", import: "default", eager: true });

// Names that stand in the gallery alone, and survive the build as texts.
const marks = ["assigned and overdue", "dark scheme"];

test("the built page has nothing of the gallery", async () => {
  expect(Object.keys(built).length, "the page is not built: run `npm run build`").toBeGreaterThan(50);
  for (const mark of marks) expect(Object.values(sources).some((source) => source.includes(mark)), mark).toBe(true);
  for (const [path, read] of Object.entries(built)) {
    const text = await read();
    expect(marks.filter((mark) => text.includes(mark)), path).toEqual([]);
  }
}, 60_000);
