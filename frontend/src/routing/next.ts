import { roleTraits } from "../domain/roles";
import type { Role } from "../gql/documents";
import { parseRoute, type Page } from "./route";
import { router } from "./router.svelte";

/** The pages that end with a sign-in: Back does not return to them afterwards. */
export const accountPages: readonly Page[] = ["signin", "register", "verify", "forgot", "reset"];

/** The pages behind which a sent report is: Back must not open an empty form. */
export const reportPages: readonly Page[] = ["report", ...accountPages];

/**
 * Opens the page that sign-in interrupted, else the start page of the viewer. An account that waits for its approval
 * starts at the page that says so.
 */
export function openNext(next: string, viewer: { role: Role; registeredRole?: Role | null } | null): void {
  const { page, id, params } = parseRoute(`#/${next}`);
  if (next !== "" && page !== "unknown") return void router.finish(accountPages, page, id, params);
  const role = viewer?.role ?? "CITIZEN";
  const { overseesCity, worksOnRequests } = roleTraits[role];
  const isWaiting = (viewer?.registeredRole ?? role) !== role;
  void router.finish(accountPages, overseesCity ? "city" : worksOnRequests || isWaiting ? "mine" : "map");
}
