import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const folder = fileURLToPath(new URL("../locales", import.meta.url));
const all = "virtual:catalogues";
const prefix = "virtual:catalogue/";
/** Files that only the server reads. */
const serverOnly = ["export.ftl", "letters.ftl", "verdict.ftl"];

/** The page's messages of one language: every text on one line, no comments. */
export function catalogueText(language: string): string {
  return filesOf(language).map((path) => joinedLines(readFileSync(path, "utf8"))).join("\n");
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
        const sources = readdirSync(folder).map(importOf).join();
        return `const sources = {${sources}}; export const fetchCatalogue = (language) => sources[language]();`;
      }
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const language = id.slice(prefix.length + 1);
      for (const path of filesOf(language)) this.addWatchFile(path);
      return `export default ${JSON.stringify(catalogueText(language))};`;
    },
  };
}

function importOf(language: string): string {
  return `${language}: () => import("${prefix}${language}")`;
}

function filesOf(language: string): string[] {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith(".ftl"));
  const ofPage = names.filter((name) => !serverOnly.includes(name)).sort();
  return ofPage.map((name) => join(folder, language, name));
}
