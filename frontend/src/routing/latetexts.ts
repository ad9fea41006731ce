import type { LatePart } from "virtual:catalogues";

/**
 * Returns what fetches a screen with the texts of its part. By `import()`, as the list of screens stands in the file
 * that runs before the page.
 */
export function withTexts<Module>(part: LatePart, load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    const texts = import("../i18n/locale.svelte").then(({ locale }) => locale.loadPart(part));
    const [module] = await Promise.all([load(), texts]);
    return module;
  };
}
