import type { Role } from "../gql/documents";
import { parseRoute } from "./route";
import { router } from "./router.svelte";

/** After signing in: back to what was interrupted, else to the screen that matters to the role. */
export function openNext(next: string, role: Role): void {
  if (next !== "") {
    const { page, id, params } = parseRoute(`#/${next}`);
    return router.go(page, id, params);
  }
  const home = { CITIZEN: "map", EXECUTOR: "mine", AKIMAT: "city" } as const;
  router.go(home[role]);
}
