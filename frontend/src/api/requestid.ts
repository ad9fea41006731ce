import { RequestListDocument } from "../gql/documents";
import { query } from "./client";
import { Failure } from "./failure";

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns the id of the request that the user names by number or by id. Throws `MERGE_TARGET_NOT_FOUND`. */
export async function requestIdOf(numberOrId: string, cityId: string): Promise<string> {
  if (idPattern.test(numberOrId)) return numberOrId;
  const variables = { filter: { cityId, text: numberOrId }, orderBy: "NEWEST", first: 1, after: null } as const;
  const found = (await query(RequestListDocument, variables)).serviceRequests.ofNumber;
  if (found === null) throw new Failure("MERGE_TARGET_NOT_FOUND", "no request has this number", "intoId");
  return found.id;
}
