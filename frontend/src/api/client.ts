import { Client, fetchExchange, type AnyVariables } from "@urql/core";
import type { Document } from "./document";
import { Failure, failureOfAnswer } from "./failure";

// No cache exchange: the request store is the one place that knows what is newest.
const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
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

function unwrapped<Data>(answer: Answer<Data>): Data {
  if (answer.error !== undefined) throw failureOfAnswer(answer.error);
  if (answer.data === undefined) throw new Failure("NETWORK", "the server sent no data");
  return answer.data;
}
