import type { Document } from "../api/document";

/**
 * Runs an operation of the API whose variables may hold files; throws a `Failure`. With an account, it fails as
 * unauthenticated where the browser is signed in with another one.
 */
export type Run = <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables & Record<string, unknown>,
  account?: string,
) => Promise<Data>;
