/** Made by `catalogues.ts` beside `vite.config.ts`. */
declare module "virtual:catalogues" {
  /** A part of the page that most visitors never open. */
  export type LatePart = "officers" | "account";
  export const lateParts: readonly LatePart[];
  /** Fetches the messages of one language, as Fluent source. */
  export function fetchCatalogue(language: string): Promise<{ default: string }>;
  /** Fetches those of a late part. */
  export function fetchPart(part: LatePart, language: string): Promise<{ default: string }>;
}
