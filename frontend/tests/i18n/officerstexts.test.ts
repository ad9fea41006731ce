import { fetchCatalogue, fetchOfficersCatalogue } from "virtual:catalogues";
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../../src/**/*.{svelte,ts}", {
  query: "?raw", import: "default", eager: true,
});
const root = "../../src/";

/** Returns the modules that a visitor may get before any screen of officers, with what they are written like. */
function beforeOfficers(): Map<string, string> {
  const reached = new Map<string, string>();
  const visit = (path: string): void => {
    const source = sources[path];
    if (source === undefined || reached.has(path)) return;
    reached.set(path, source);
    importsOf(source).forEach((name) => visit(resolved(path, name)));
  };
  [`${root}boot.ts`, `${root}main.ts`].forEach(visit);
  // The list of all keys.
  reached.delete(`${root}i18n/messages.ts`);
  return reached;
}

/** What is imported by `withTexts` comes with the texts of officers. */
function importsOf(source: string): string[] {
  const others = source.replace(/withTexts\(\(\) => import\("[^"]+"\)\)/g, "");
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
const ofOfficers = keysOf((await fetchOfficersCatalogue("en")).default);

/** Returns the texts of officers that a module shows, also those whose keys it puts together. */
function officersTextsIn(source: string): string[] {
  const whole = ofOfficers.filter((key) => source.includes(`"${key}"`));
  const begun = [...source.matchAll(/`([a-z][\w-]*-)\$\{/g)].map(([, begin]) => begin!);
  return [...whole, ...begun.filter((begin) => starts(ofOfficers, begin) && !starts(ofAll, begin))];
}

function starts(keys: readonly string[], begin: string): boolean {
  return keys.some((key) => key.startsWith(begin));
}

test("a text of officers is shown only by what is loaded with these texts", () => {
  const reached = beforeOfficers();
  expect(reached.size).toBeGreaterThan(200);
  expect(reached.has(`${root}screens/akimat/PeopleScreen.svelte`)).toBe(false);
  const found = [...reached].flatMap(([path, source]) => officersTextsIn(source).map((key) => `${path}: ${key}`));
  expect(found).toEqual([]);
});

test("such a text is found, also where its key is put together", () => {
  expect(officersTextsIn('t("people-search")')).toEqual(["people-search"]);
  expect(officersTextsIn("t(`people-done-${name}`)")).toEqual(["people-done-"]);
  expect(officersTextsIn('t("people-title")')).toEqual([]);
});
