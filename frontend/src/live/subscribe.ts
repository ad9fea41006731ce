import { nameOf, type Document } from "../api/document";
import { Feed, type FeedOptions } from "./feed";
import { socket } from "./socket";

type Options<Data> = Omit<FeedOptions<Data>, "query" | "operationName" | "variables">;

/** Opens a feed on the shared socket; call the answer to close it. */
export function subscribe<Data, Variables extends Record<string, unknown>>(
  document: Document<Data, Variables>,
  variables: Omit<Variables, "after">,
  options: Options<Data>,
): () => void {
  const feed = new Feed<Data>(socket, { ...options, query: document, operationName: nameOf(document), variables });
  return () => feed.close();
}
