import { dataOf, parsed } from "./answer";
import { mutate, notifyIfUnauthenticated } from "./client";
import { nameOf, textOf, type Document } from "./document";
import { Failure } from "./failure";
import { hasFiles, multipartBody, sharesSent, type MultipartBody } from "./multipart";
import { accountHeader } from "./post";

/** Follows the progress of an upload and cancels it. */
export interface UploadOptions {
  signal: AbortSignal;
  /** Called with the share of each file that was sent, 0 to 1. */
  progress(shares: number[]): void;
  /** The account that sends: the server refuses it where the browser is signed in with another one. */
  account?: string;
}

// A phone that loses the network may never get an error for a dead connection, so silence ends the upload.
const idleTimeoutMilliseconds = 60_000;

/**
 * Runs a mutation whose variables may hold files. It uses `XMLHttpRequest`, because `fetch` reports no upload progress.
 */
export async function upload<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables & Record<string, unknown>,
  options: UploadOptions,
): Promise<Data> {
  if (options.signal.aborted) throw cancelled();
  if (!hasFiles(variables)) return mutate(document, variables, options.account);
  const body = multipartBody({ query: textOf(document), operationName: nameOf(document), variables }, boundary());
  return answerOf<Data>(await post(body, options));
}

interface Answer {
  status: number;
  text: string;
}

function post(body: MultipartBody, options: UploadOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let timedOut = false;
    const restartTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timedOut = true;
        request.abort();
      }, idleTimeoutMilliseconds);
    };
    request.upload.onprogress = ({ loaded }) => {
      restartTimer();
      options.progress(sharesSent(body.ranges, loaded));
    };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new Failure("NETWORK", "the connection broke while sending"));
    request.onabort = () => reject(timedOut ? new Failure("NETWORK", "the connection fell silent") : cancelled());
    request.onloadend = () => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", cancel);
    };
    options.signal.addEventListener("abort", cancel);
    request.open("POST", "/graphql");
    request.setRequestHeader("Content-Type", body.contentType);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("GraphQL-Require-Preflight", "1");
    Object.entries(accountHeader(options.account)).forEach(([name, value]) => request.setRequestHeader(name, value));
    restartTimer();
    request.send(body.blob);
  });
}

/** Returns the data of a response. An error page of a proxy counts as `NETWORK`: the server was not reached. */
export function answerOf<Data>({ status, text }: Answer): Data {
  if (status === 413) throw new Failure("TOO_LARGE", "the photos are too large together");
  try {
    return dataOf<Data>(parsed(text), status);
  } catch (reason) {
    throw notifyIfUnauthenticated(reason);
  }
}

function cancelled(): Failure {
  return new Failure("CANCELLED", "sending was stopped by the person");
}

function boundary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `qala-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
