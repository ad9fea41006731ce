import { hashOf, nameOf, textOf } from "./document";

interface Body {
  operationName: string;
  variables: object;
}

const early = new Map<string, Promise<Response>>();

/**
 * Sends the body of an operation; the answer of an equal one that was sent early is taken instead, once. With an
 * account, the server refuses it as unauthenticated where the browser is signed in with another one.
 */
export function post(body: string, account?: string): Promise<Response> {
  const sent = early.get(body);
  early.delete(body);
  return sent ?? send(body, account);
}

/** Sends a trusted operation before the code that needs its answer has arrived; that code then sends the same one. */
export function sendEarly(document: string, variables: object): void {
  const body = hashedBody(document, variables);
  if (body === undefined) return;
  const answer = send(body);
  // A failure is for the one who takes the answer.
  answer.catch(() => undefined);
  early.set(body, answer);
}

/** Returns the body with the hash of a trusted document instead of its text; undefined for other documents. */
export function hashedBody(document: string, variables: object): string | undefined {
  const hash = hashOf(document);
  if (hash === undefined) return undefined;
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
  return JSON.stringify({ ...bodyOf(document, variables), extensions });
}

export function textBody(document: string, variables: object): string {
  return JSON.stringify({ ...bodyOf(document, variables), query: textOf(document) });
}

function bodyOf(document: string, variables: object): Body {
  return { operationName: nameOf(document), variables };
}

/** Returns the header that names the account of an operation. */
export function accountHeader(account: string | undefined): Record<string, string> {
  return account === undefined ? {} : { "QalaControl-Account": account };
}

function send(body: string, account?: string): Promise<Response> {
  return fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Accept": "application/graphql-response+json, application/json",
      "Content-Type": "application/json",
      "GraphQL-Require-Preflight": "1",
      ...accountHeader(account),
    },
    body,
  });
}
