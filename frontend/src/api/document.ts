declare const types: unique symbol;

/**
 * The text of an operation with the types of its variables and its result, and its SHA-256 as a comment behind it. A
 * parsed document would make the bundle ten times as long.
 */
export type Document<Data, Variables> = string & { readonly [types]?: (variables: Variables) => Data };

/** Returns the name of the operation in a document. */
export function nameOf(document: string): string {
  return /^\w+ (\w+)/.exec(document)?.[1] ?? "";
}

/** Returns the text of a document, without its hash. */
export function textOf(document: string): string {
  return document.split("#", 1)[0]!;
}

/** Returns the SHA-256 that the server accepts instead of the text; undefined for other documents. */
export function hashOf(document: string): string | undefined {
  return /#([0-9a-f]{64})$/.exec(document)?.[1];
}
