import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const folder = fileURLToPath(new URL("../locales", import.meta.url));
const all = "virtual:catalogues";
const prefix = "virtual:catalogue/";
/** Files that only the server reads. */
const serverOnly = ["export.ftl", "letters.ftl", "public.ftl", "verdict.ftl"];
/**
 * Files of screens that most visitors never open: each part comes with the first of its screens, and weighs on no first
 * load.
 */
const lateParts: Readonly<Record<string, readonly string[]>> = {
  officers: ["deadlines.ftl", "people.ftl", "rules.ftl", "scoreboard.ftl", "table.ftl", "wall.ftl"],
  account: ["areas.ftl", "profile.ftl", "registration.ftl"],
};
const late = Object.values(lateParts).flat();

/** The page's messages, such as those of `kk` or of `officers-kk`: every text on one line, no comments. */
export function catalogueText(name: string): string {
  return filesOf(name).map((path) => joinedLines(readFileSync(path, "utf8"))).join("\n");
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
        const parts = ["", ...Object.keys(lateParts).map((part) => `${part}-`)];
        const names = readdirSync(folder).flatMap((language) => parts.map((part) => part + language));
        return `const sources = {${names.map(importOf).join()}};
          export const lateParts = ${JSON.stringify(Object.keys(lateParts))};
          export const fetchCatalogue = (language) => sources[language]();
          export const fetchPart = (part, language) => sources[part + "-" + language]();`;
      }
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const name = id.slice(prefix.length + 1);
      for (const path of filesOf(name)) this.addWatchFile(path);
      return `export default ${JSON.stringify(catalogueText(name))};`;
    },
  };
}

function importOf(name: string): string {
  return `"${name}": () => import("${prefix}${name}")`;
}

function filesOf(name: string): string[] {
  const [language = "", part = ""] = name.split("-").reverse();
  const all = readdirSync(join(folder, language)).filter((file) => file.endsWith(".ftl"));
  const files = lateParts[part] ?? all.filter((file) => !serverOnly.includes(file) && !late.includes(file));
  return [...files].sort().map((file) => join(folder, language, file));
}
