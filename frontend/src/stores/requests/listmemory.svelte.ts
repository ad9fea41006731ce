import { untrack } from "svelte";
import { router } from "../../routing/router.svelte";
import type { RequestList } from "./list.svelte";

/**
 * Shows as many rows after Back as there were, and remembers them when the page is left. Called in `$effect.pre`: it
 * runs before the first load, which a parent starts. Returns the function that ends it.
 */
export function keepList(list: RequestList): () => void {
  untrack(() => list.resume(router.recall(list.name)));
  return router.keep(list.name, () => list.memory);
}
