import { Client, fetchExchange, type AnyVariables } from "@urql/core";
import { nameOf, type Document } from "./document";
import { Failure, failureOfAnswer } from "./failure";
import { patience } from "./patience.svelte";
import { fetchTrusted } from "./trusted";

// No cache exchange: a second cache would hold older versions than the request store.
const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
  fetch: fetchTrusted,
  preferGetMethod: false,
  requestPolicy: "network-only",
  fetchOptions: { credentials: "same-origin", headers: { "GraphQL-Require-Preflight": "1" } },
});

/**
 * Returns the data of a query. Throws a `Failure` for a refusal, and `NETWORK` when the server cannot be reached. A
 * query that the server refuses because of too many is sent again when it says.
 */
export async function query<Data, Variables extends AnyVariables>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  try {
    const send = async () => unwrapped(await client.query(document, variables).toPromise());
    return await patience.read(nameOf(document), send);
  } catch (reason) {
    if (reason instanceof Failure && reason.isNetwork) readFailedListeners.forEach((listener) => listener());
    throw reason;
  }
}

/** Returns the data of a mutation; throws like `query`. */
export async function mutate<Data, Variables extends AnyVariables>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return unwrapped(await client.mutation(document, variables).toPromise());
}

type Answer<Data> = { data?: Data | undefined; error?: Parameters<typeof failureOfAnswer>[0] | undefined };

const unauthenticatedListeners = new Set<() => void>();

const readFailedListeners = new Set<() => void>();

/** Calls back when a query could not reach the server; returns the function that ends it. */
export function onReadFailed(listener: () => void): () => void {
  readFailedListeners.add(listener);
  return () => readFailedListeners.delete(listener);
}

/** Calls back when the server refuses any operation because the session is not valid. */
export function onUnauthenticated(listener: () => void): void {
  unauthenticatedListeners.add(listener);
}

function unwrapped<Data>(answer: Answer<Data>): Data {
  if (answer.error !== undefined) throw notifyIfUnauthenticated(failureOfAnswer(answer.error));
  if (answer.data === undefined) throw new Failure("NETWORK", "the server sent no data");
  return answer.data;
}

/** Returns the failure after it has called the listeners of `onUnauthenticated`, if the session is not valid. */
export function notifyIfUnauthenticated(failure: Failure): Failure {
  if (failure.code === "UNAUTHENTICATED") unauthenticatedListeners.forEach((listener) => listener());
  return failure;
}
