/**
 * Returns what fetches a screen of officers with its texts. By `import()`, as the list of screens stands in the file
 * that runs before the page.
 */
export function withTexts<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    const texts = import("../i18n/locale.svelte").then(({ locale }) => locale.loadForOfficers());
    const [module] = await Promise.all([load(), texts]);
    return module;
  };
}
