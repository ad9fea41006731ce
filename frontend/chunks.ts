import type { Plugin, Rolldown } from "vite";

const mapScreen = /\/screens\/public\/MapScreen\.svelte$/;
const late = "panels/(report/ReportPanel|city/SpotPanel|city/MapLegend)|table/(TablePanel|Drawer)";
const anyScreen = new RegExp(`/(screens/\\w+/\\w+|${late})\\.svelte$`);
const mapStyles = /\/styles\/map\.css$/;
const page = /\/src\/main\.ts$/;
const boot = /\/src\/boot\.ts$/;

type Context = Parameters<Rolldown.CodeSplittingNameFunction>[1];

/**
 * Names the file of a module, so that the first screen comes in few files: `page` has what is needed before a screen,
 * and what the map shares with other screens; `map` has Leaflet, what draws with it, and the screen. The bundler would
 * make a file of every set of modules that the same screens share.
 */
export function chunkOf(id: string, context: Context): string | null {
  if (id.includes("rolldown/runtime")) return "page";
  const importers = entriesOf(id, context);
  if (importers.has("boot")) return null;
  if (importers.has("page")) return "page";
  if (!importers.has("map")) return null;
  // What stands in `page` may import nothing of `map`: two files that import each other run in the wrong order.
  return !importers.has("other") || draws(id, context) ? "map" : "page";
}

/** Returns which parts of the page import a module, through modules that are imported statically. */
function entriesOf(id: string, context: Context): Set<string> {
  const importers = reached(id, (one) => context.getModuleInfo(one)?.importers ?? []);
  return new Set([...importers].map(entryName).filter((name) => name !== null));
}

/**
 * Whether a module needs Leaflet, itself or through what it imports. Our styles of the map stand in the file of
 * Leaflet's, after them: they replace some, and in another file they could be applied first.
 */
function draws(id: string, context: Context): boolean {
  const imported = reached(id, (one) => context.getModuleInfo(one)?.importedIds ?? []);
  return [...imported].some((one) => one.includes("/leaflet/") || mapStyles.test(one));
}

function reached(id: string, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set([id]);
  // A set is walked to its end, also over what is added meanwhile.
  for (const one of seen) next(one).forEach((other) => seen.add(other));
  return seen;
}

function entryName(id: string): string | null {
  if (boot.test(id)) return "boot";
  if (page.test(id)) return "page";
  if (mapScreen.test(id)) return "map";
  return anyScreen.test(id) ? "other" : null;
}

/** Makes the browser fetch the page while `boot` is still coming, which imports it. */
export function preloadPage(): Plugin {
  return {
    name: "qala-preload-page",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
        const main = chunks.find((one) => one.moduleIds.some((id) => page.test(id)));
        if (main === undefined) return [];
        const files = [main.fileName, ...main.imports.filter((file) => !isEntry(chunks, file))];
        const styles = chunks
          .filter((one) => files.includes(one.fileName))
          .flatMap((one) => [...(one.viteMetadata?.importedCss ?? [])]);
        return [
          ...files.map((file) => tag({ rel: "modulepreload", crossorigin: true, href: `/${file}` })),
          ...styles.map((file) => tag({ rel: "stylesheet", crossorigin: true, href: `/${file}` })),
        ];
      },
    },
  };
}

function isEntry(chunks: readonly Rolldown.OutputChunk[], file: string): boolean {
  return chunks.some((one) => one.fileName === file && one.isEntry);
}

function tag(attrs: Record<string, string | boolean>) {
  return { tag: "link", attrs, injectTo: "head" as const };
}

/** Fails a build in which two files import each other, also by way of others: one of them would run too early. */
export function noCircles(): Plugin {
  return {
    name: "qala-no-circles",
    generateBundle(_options, bundle) {
      const imports = (name: string) => {
        const file = bundle[name];
        return file?.type === "chunk" ? file.imports : [];
      };
      for (const name of Object.keys(bundle)) {
        const back = imports(name).find((imported) => reached(imported, imports).has(name));
        if (back !== undefined) this.error(`${name} and ${back} import each other; chunks.ts decides what is in them`);
      }
    },
  };
}

/** Imports each operation from its own module: by the list of all of them every screen would need every operation. */
export function ownOperations(): Plugin {
  const list = /import\s*\{([^}]*)\}\s*from\s*"([^"]*\/gql)\/documents(?:\.ts)?";?/g;
  return {
    name: "qala-own-operations",
    enforce: "post",
    transform: (code) =>
      code.includes("/gql/documents")
        ? code.replace(list, (_, names: string, folder: string) => directImports(names, folder))
        : undefined,
  };
}

function directImports(names: string, folder: string): string {
  const wanted = names.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const moduleOf = (name: string) => `${folder}/operations/${name.split(" ")[0]!.replace(/Document$/, "")}`;
  return wanted.map((name) => `import { ${name} } from "${moduleOf(name)}";`).join(" ");
}
