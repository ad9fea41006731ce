import { query } from "../api/client";
import { LogCursorDocument } from "../gql/documents";

/** Where the log stands now, asked before a screen is filled: a feed that begins there misses no step between the two. */
export async function logCursor(): Promise<string> {
  return (await query(LogCursorDocument, {})).cursor;
}
