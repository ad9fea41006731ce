declare const types: unique symbol;

/**
 * The text of an operation with the types of its variables and its result. A parsed document would make the bundle ten
 * times as long.
 */
export type Document<Data, Variables> = string & { readonly [types]?: (variables: Variables) => Data };

/** Returns the name of the operation in a document. */
export function nameOf(document: string): string {
  return /^\w+ (\w+)/.exec(document)?.[1] ?? "";
}
