import { hashes } from "../gql/trusted";
import { nameOf } from "./document";

/** What the text of an operation of ours hashes to: all that the server needs to be sent of it. */
export function hashOf(document: string): string | undefined {
  return hashes[nameOf(document)];
}
