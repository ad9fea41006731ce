import { dataOf, parsed, type Answer } from "./answer";
import { nameOf, type Document } from "./document";
import { Failure } from "./failure";
import { patience } from "./patience.svelte";
import { hashedBody, post, textBody } from "./post";

/**
 * Returns the data of a query. Throws a `Failure` for a refusal, and `NETWORK` when the server cannot be reached. A
 * query that the server refuses because of too many is sent again when it says.
 */
export async function query<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  try {
    return await patience.read(nameOf(document), () => send(document, variables));
  } catch (reason) {
    if (reason instanceof Failure && reason.isNetwork) readFailedListeners.forEach((listener) => listener());
    throw reason;
  }
}

/** Returns the data of a mutation, which only this account may send where it is given; throws like `query`. */
export async function mutate<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  account?: string,
): Promise<Data> {
  return send(document, variables, account);
}

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

/** Returns the failure after it has called the listeners of `onUnauthenticated`, if the session is not valid. */
export function notifyIfUnauthenticated<Reason>(failure: Reason): Reason {
  if (failure instanceof Failure && failure.code === "UNAUTHENTICATED")
    unauthenticatedListeners.forEach((listener) => listener());
  return failure;
}

/**
 * Sends the hash of a document instead of its text. A server of another version does not know the hash and gets the
 * text.
 */
async function send<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  account?: string,
): Promise<Data> {
  const short = hashedBody(document, variables);
  let [answer, status] = await sent(short ?? textBody(document, variables), account);
  if (short !== undefined && isUnknown(answer)) [answer, status] = await sent(textBody(document, variables), account);
  try {
    return dataOf<Data>(answer, status);
  } catch (reason) {
    throw notifyIfUnauthenticated(reason);
  }
}

async function sent(body: string, account?: string): Promise<[Answer, number]> {
  try {
    const response = await post(body, account);
    return [parsed(await response.text()), response.status];
  } catch (reason) {
    throw new Failure("NETWORK", String(reason));
  }
}

function isUnknown({ errors }: Answer): boolean {
  return errors?.[0]?.extensions?.code === "PERSISTED_QUERY_NOT_FOUND";
}
