import { Client, fetchExchange, type AnyVariables } from "@urql/core";
import type { Document } from "./document";
import { Failure, failureOfAnswer } from "./failure";
import { fetchTrusted } from "./trusted";

// No cache exchange: the request store is the one place that knows what is newest.
const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
  fetch: fetchTrusted,
  preferGetMethod: false,
  requestPolicy: "network-only",
  fetchOptions: { credentials: "same-origin", headers: { "GraphQL-Require-Preflight": "1" } },
});

export async function ask<Data, Variables extends AnyVariables>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return unwrapped(await client.query(document, variables).toPromise());
}

export async function tell<Data, Variables extends AnyVariables>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return unwrapped(await client.mutation(document, variables).toPromise());
}

type Answer<Data> = { data?: Data | undefined; error?: Parameters<typeof failureOfAnswer>[0] | undefined };

const unauthenticatedListeners = new Set<() => void>();

/** Calls back when the server does not know who asks, whatever was asked. */
export function onUnauthenticated(listener: () => void): void {
  unauthenticatedListeners.add(listener);
}

function unwrapped<Data>(answer: Answer<Data>): Data {
  if (answer.error !== undefined) throw heard(failureOfAnswer(answer.error));
  if (answer.data === undefined) throw new Failure("NETWORK", "the server sent no data");
  return answer.data;
}

/** Passes a failure on, and tells whoever wants to know that the server does not know who asks. */
export function heard(failure: Failure): Failure {
  if (failure.code === "UNAUTHENTICATED") unauthenticatedListeners.forEach((listener) => listener());
  return failure;
}
