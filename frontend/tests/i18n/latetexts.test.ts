import { fetchCatalogue, fetchPart, lateParts, type LatePart } from "virtual:catalogues";
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../../src/**/*.{svelte,ts}", {
  query: "?raw", import: "default", eager: true,
});
const root = "../../src/";

/** Returns the modules that a visitor may get before the texts of a part, with what they are written like. */
function beforePart(part: LatePart): Map<string, string> {
  const reached = new Map<string, string>();
  const visit = (path: string): void => {
    const source = sources[path];
    if (source === undefined || reached.has(path)) return;
    reached.set(path, source);
    importsOf(source, part).forEach((name) => visit(resolved(path, name)));
  };
  [`${root}boot.ts`, `${root}main.ts`].forEach(visit);
  // The list of all keys.
  reached.delete(`${root}i18n/messages.ts`);
  return reached;
}

/** What is imported by `withTexts` comes with the texts of its part. */
function importsOf(source: string, part: LatePart): string[] {
  const others = source.replace(new RegExp(`withTexts\\("${part}", \\(\\) => import\\("[^"]+"\\)\\)`, "g"), "");
  return [...others.matchAll(/(?:from |import |import\()"(\.[^"]+)"/g)].map(([, name]) => name!);
}

function resolved(from: string, name: string): string {
  const path = new URL(name, `file:///src/${from.slice(root.length)}`).pathname.replace("/src/", root);
  return [path, `${path}.ts`].find((one) => one in sources) ?? path;
}

function keysOf(source: string): string[] {
  return [...source.matchAll(/^([a-z][\w-]*) =/gm)].map(([, key]) => key!);
}

const ofAll = keysOf((await fetchCatalogue("en")).default);
const ofParts = new Map<LatePart, readonly string[]>();
for (const part of lateParts) ofParts.set(part, keysOf((await fetchPart(part, "en")).default));

/** Returns the texts of a part that a module shows, also those whose keys it puts together. */
function textsIn(source: string, part: LatePart): string[] {
  const keys = ofParts.get(part)!;
  const whole = keys.filter((key) => source.includes(`"${key}"`));
  const begun = [...source.matchAll(/`([a-z][\w-]*-)\$\{/g)].map(([, begin]) => begin!);
  return [...whole, ...begun.filter((begin) => starts(keys, begin) && !starts(ofAll, begin))];
}

function starts(keys: readonly string[], begin: string): boolean {
  return keys.some((key) => key.startsWith(begin));
}

test.each([
  ["officers", "screens/akimat/PeopleScreen.svelte"],
  ["account", "screens/account/AccountScreen.svelte"],
] as const)("a text of the part %s is shown only by what is loaded with its texts", (part, screen) => {
  const reached = beforePart(part);
  expect(reached.size).toBeGreaterThan(200);
  expect(reached.has(`${root}${screen}`)).toBe(false);
  const found = [...reached].flatMap(([path, source]) => textsIn(source, part).map((key) => `${path}: ${key}`));
  expect(found).toEqual([]);
});

test("such a text is found, also where its key is put together", () => {
  expect(textsIn('t("people-search")', "officers")).toEqual(["people-search"]);
  expect(textsIn("t(`people-done-${name}`)", "officers")).toEqual(["people-done-"]);
  expect(textsIn('t("people-title")', "officers")).toEqual([]);
});
