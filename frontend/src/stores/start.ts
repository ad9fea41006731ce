import { query } from "../api/client";
import { StartDocument } from "../gql/documents";
import { catalogue } from "./catalogue.svelte";
import { session } from "./session.svelte";

/** Loads what every screen needs, in one request, which `boot.ts` has sent already. */
export async function loadStart(): Promise<void> {
  const { viewer, ...given } = await query(StartDocument, {});
  catalogue.accept(given);
  session.accept(viewer);
}
