declare const types: unique symbol;

/** The text of an operation, which remembers what it asks and answers. A tree instead of text would be ten times as long. */
export type Document<Data, Variables> = string & { readonly [types]?: (variables: Variables) => Data };

/** What the operation is called. */
export function nameOf(document: string): string {
  return /^\w+ (\w+)/.exec(document)?.[1] ?? "";
}
