import { query } from "../../api/client";
import { StartDocument } from "../../gql/documents";
import { catalogue } from "../city/catalogue.svelte";
import { session } from "../account/session.svelte";

/** Loads what every screen needs, in one request, which `boot.ts` has sent already. */
export async function loadStart(): Promise<void> {
  const { changes } = session;
  const { viewer, ...given } = await query(StartDocument, {});
  catalogue.accept(given);
  // The user has signed in or out meanwhile, so this answer is of before.
  if (session.changes !== changes) return loadStart();
  // A viewer who was shown without a network keeps the screen, and is asked to sign in again.
  if (viewer === null && session.viewer !== null) await session.check();
  else session.accept(viewer);
}
