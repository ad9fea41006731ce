/** Made by `catalogues.ts` beside `vite.config.ts`. */
declare module "virtual:catalogues" {
  /** Fetches the messages of one language, as Fluent source. */
  export function fetchCatalogue(language: string): Promise<{ default: string }>;
  /** Fetches the messages of the screens that only officers open. */
  export function fetchOfficersCatalogue(language: string): Promise<{ default: string }>;
}
