import { query } from "../../api/client";
import { LogCursorDocument } from "../../gql/documents";

/**
 * Returns the current end of the log. A feed that starts at a cursor taken before the query misses no event between the
 * two.
 */
export async function logCursor(): Promise<string> {
  return (await query(LogCursorDocument, {})).cursor;
}
