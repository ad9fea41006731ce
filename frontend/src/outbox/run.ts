import type { Document } from "../api/document";

/** Runs an operation of the API whose variables may hold files; throws a `Failure`. */
export type Run = <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables & Record<string, unknown>,
) => Promise<Data>;
