// @ts-expect-error Vitest empties style sheets, so these are read as files; the page is typed without Node.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = ["status", "tokens", "outdoors"].map(read).join("\n");

function read(name: string): string {
  return readFileSync(new URL(`../src/styles/${name}.css`, import.meta.url), "utf8");
}

/** Returns the custom properties of all blocks with a selector, in the dark scheme or outside of it; later ones win. */
function blocks(selector: string, dark: boolean): Record<string, string> {
  const parts = css.split("@media (prefers-color-scheme: dark) {");
  const text = dark ? parts.slice(1).map(insideOf).join("\n") : [parts[0]!, ...parts.slice(1).map(afterOf)].join("\n");
  const found = [...text.matchAll(/(:root(?:\.\w+)?)\s*\{([^}]*)\}/g)].filter(([, name]) => name === selector);
  return Object.fromEntries(found.flatMap(([, , body]) =>
    [...body!.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!])));
}

function endOfBlock(text: string): number {
  let depth = 1;
  return [...text].findIndex((sign) => (depth += sign === "{" ? 1 : sign === "}" ? -1 : 0) === 0);
}

function insideOf(text: string): string {
  return text.slice(0, endOfBlock(text));
}

function afterOf(text: string): string {
  return text.slice(endOfBlock(text) + 1);
}

type Colour = [number, number, number];

function colourOf(hex: string): Colour {
  const digits = hex.trim().slice(1);
  return [0, 2, 4].map((start) => parseInt(digits.slice(start, start + 2), 16)) as Colour;
}

function mixed(colour: Colour, share: number, ground: Colour): Colour {
  return colour.map((value, index) => value * share + ground[index]! * (1 - share)) as Colour;
}

/** The contrast of WCAG 2. */
function contrast(one: Colour, other: Colour): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

const statuses = ["accepted", "in-progress", "on-hold", "done", "confirmed", "unanswered", "rejected"];

describe.each([["light", false], ["dark", true]] as const)("an executor's screen outdoors, %s", (_, dark) => {
  const values = {
    ...blocks(":root", false), ...(dark ? blocks(":root", true) : {}),
    ...blocks(":root.outdoors", false), ...(dark ? blocks(":root.outdoors", true) : {}),
  };
  const of = (name: string) => colourOf(values[name]!);

  test.each(["ink", "ink-soft", "teal-strong", "danger", ...statuses])("%s has a contrast of 7:1", (name) => {
    for (const ground of ["paper", "surface", "surface-raised"]) {
      expect(contrast(of(name), of(ground)), ground).toBeGreaterThanOrEqual(7);
    }
  });

  test.each(statuses)("the badge of %s is legible on its wash", (name) => {
    const wash = mixed(of(name), 0.12, of("surface-raised"));
    expect(contrast(of(name), wash)).toBeGreaterThanOrEqual(7);
  });

  test("the edges of buttons are seen, and their text", () => {
    expect(contrast(of("line-strong"), of("paper"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-primary"), of("primary"))).toBeGreaterThanOrEqual(7);
  });

  test("what is pressed has 48 pixels", () => {
    expect(values.touch).toBe("48px");
  });
});
