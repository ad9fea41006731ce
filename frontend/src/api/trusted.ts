import { Kind, type DocumentNode } from "graphql";
import { hashes } from "../gql/trusted";

/** What the text of a document of ours hashes to: all that the server needs to be sent of it. */
export function hashOf(document: DocumentNode): string | undefined {
  return hashes[nameOf(document)];
}

export function nameOf(document: DocumentNode): string {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operation?.name?.value ?? "";
}
