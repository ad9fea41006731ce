// @ts-expect-error Vitest empties style sheets, so this one is read as a file; the page is typed without Node.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css: string = readFileSync(new URL("../../src/styles/wall.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

/** Returns the CIE lightness of a colour, 0 to 100: what is left of it for someone who sees no hues. */
function lightnessOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

test.each([["light", light], ["dark", dark]])("the lines of the chart differ in lightness (%s)", (_scheme, rules) => {
  const colours = ["received", "done", "breached"].map(
    (name) => new RegExp(`--series-${name}: (#[0-9a-f]{6});`).exec(rules)?.[1] ?? "",
  );
  const sorted = colours.map(lightnessOf).sort((one, other) => one - other);

  expect(colours).not.toContain("");
  expect(sorted[1]! - sorted[0]!).toBeGreaterThan(15);
  expect(sorted[2]! - sorted[1]!).toBeGreaterThan(15);
});
