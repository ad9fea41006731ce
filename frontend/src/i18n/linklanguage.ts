import { untrack } from "svelte";
import type { Route } from "../routing/route";
import { isLanguage } from "./language";
import { locale } from "./locale.svelte";

/**
 * Switches the page to the language of a link that was opened in this tab. Back brings no earlier language: the reader
 * has chosen another one since.
 */
export function chooseLanguageOf(link: Route | null): void {
  const wanted = link?.params.lang;
  if (isLanguage(wanted) && wanted !== untrack(() => locale.language)) void locale.choose(wanted);
}
