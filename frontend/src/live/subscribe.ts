import { hashOf, nameOf, textOf, type Document } from "../api/document";
import { Feed, type FeedOptions } from "./feed";
import { connectionManager } from "./connectionmanager";

type Options<Data> = Omit<FeedOptions<Data>, "query" | "hash" | "operationName" | "variables">;

/** Opens a feed over the shared connection; returns the function that closes it. */
export function subscribe<Data, Variables extends Record<string, unknown>>(
  document: Document<Data, Variables>,
  variables: Omit<Variables, "after">,
  options: Options<Data>,
): () => void {
  const operation = { query: textOf(document), hash: hashOf(document), operationName: nameOf(document), variables };
  const feed = new Feed<Data>(connectionManager, { ...options, ...operation });
  return () => feed.close();
}
