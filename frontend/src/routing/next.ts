import { roleTraits } from "../domain/roles";
import type { Role } from "../gql/documents";
import { parseRoute } from "./route";
import { router } from "./router.svelte";

/** Opens the page that sign-in interrupted, else the start page of the role. */
export function openNext(next: string, role: Role): void {
  if (next !== "") {
    const { page, id, params } = parseRoute(`#/${next}`);
    return router.go(page, id, params);
  }
  const { overseesCity, worksOnRequests } = roleTraits[role];
  router.go(overseesCity ? "city" : worksOnRequests ? "mine" : "map");
}
