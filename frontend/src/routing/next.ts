import { roleTraits } from "../domain/roles";
import type { Role } from "../gql/documents";
import { parseRoute } from "./route";
import { router } from "./router.svelte";

/**
 * Opens the page that sign-in interrupted, else the start page of the viewer. An account that waits for its approval
 * starts at the page that says so.
 */
export function openNext(next: string, viewer: { role: Role; registeredRole?: Role | null } | null): void {
  if (next !== "") {
    const { page, id, params } = parseRoute(`#/${next}`);
    return router.go(page, id, params);
  }
  const role = viewer?.role ?? "CITIZEN";
  const { overseesCity, worksOnRequests } = roleTraits[role];
  const isWaiting = (viewer?.registeredRole ?? role) !== role;
  router.go(overseesCity ? "city" : worksOnRequests || isWaiting ? "mine" : "map");
}
