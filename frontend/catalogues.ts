import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const folder = fileURLToPath(new URL("../locales", import.meta.url));
const all = "virtual:catalogues";
const prefix = "virtual:catalogue/";
/** Files that only the server reads. */
const serverOnly = ["export.ftl", "letters.ftl", "public.ftl", "verdict.ftl"];
/** Files of screens that only officers open: they come with the first of these, and weigh on no other visitor. */
const officersOnly = ["deadlines.ftl", "people.ftl", "rules.ftl", "scoreboard.ftl", "table.ftl", "wall.ftl"];
const officers = "officers-";

/** The page's messages of a part, such as `kk` or `officers-kk`: every text on one line, no comments. */
export function catalogueText(part: string): string {
  return filesOf(part).map((path) => joinedLines(readFileSync(path, "utf8"))).join("\n");
}

/** Fluent keeps the line breaks of a text that is continued on the next line; here they only keep lines short. */
export function joinedLines(text: string): string {
  return text.replace(/\n +(?![[*}.\s])/g, " ").replace(/^#.*\n|^\n/gm, "");
}

/** Makes `virtual:catalogues` what fetches a catalogue; each becomes a file of its own. */
export function catalogues(): Plugin {
  return {
    name: "qala-catalogues",
    resolveId: (id) => (id === all || id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${all}`) {
        const parts = readdirSync(folder).flatMap((language) => [language, officers + language]);
        return `const sources = {${parts.map(importOf).join()}};
          export const fetchCatalogue = (language) => sources[language]();
          export const fetchOfficersCatalogue = (language) => sources["${officers}" + language]();`;
      }
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const part = id.slice(prefix.length + 1);
      for (const path of filesOf(part)) this.addWatchFile(path);
      return `export default ${JSON.stringify(catalogueText(part))};`;
    },
  };
}

function importOf(part: string): string {
  return `"${part}": () => import("${prefix}${part}")`;
}

function filesOf(part: string): string[] {
  const isForOfficers = part.startsWith(officers);
  const language = isForOfficers ? part.slice(officers.length) : part;
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith(".ftl"));
  const ofPage = names.filter((name) => !serverOnly.includes(name) && officersOnly.includes(name) === isForOfficers);
  return ofPage.sort().map((name) => join(folder, language, name));
}
