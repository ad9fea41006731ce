/** The page's messages of one language, as Fluent source; see `catalogues.ts` beside `vite.config.ts`. */
declare module "virtual:catalogue/*" {
  const source: string;
  export default source;
}
