import { stringifyDocument, type TypedDocumentNode } from "@urql/core";
import { Kind } from "graphql";
import { Feed, type FeedOptions } from "./feed";
import { socket } from "./socket";

type Options<Data> = Omit<FeedOptions<Data>, "query" | "operationName" | "variables">;

/** Opens a feed on the shared socket; call the answer to close it. */
export function subscribe<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, "after">,
  options: Options<Data>,
): () => void {
  const query = stringifyDocument(document);
  const feed = new Feed<Data>(socket, { ...options, query, operationName: nameOf(document), variables });
  return () => feed.close();
}

function nameOf(document: TypedDocumentNode<unknown, never>): string {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operation?.name?.value ?? "";
}
