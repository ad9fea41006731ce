import { dataOf, parsed } from "../api/answer";
import { nameOf, textOf } from "../api/document";
import { Failure } from "../api/failure";
import { hasFiles, multipartBody } from "../api/multipart";
import { accountHeader, post, textBody } from "../api/post";
import type { Run } from "../outbox/run";

/** Runs an operation from the worker, which has no `XMLHttpRequest`. */
export const run: Run = async (document, variables, account) => {
  let response: Response;
  let text: string;
  try {
    response = await (hasFiles(variables)
      ? upload({ query: textOf(document), operationName: nameOf(document), variables }, account)
      : post(textBody(document, variables), account));
    text = await response.text();
  } catch (reason) {
    throw new Failure("NETWORK", String(reason));
  }
  if (response.status === 413) throw new Failure("TOO_LARGE", "the photos are too large together");
  return dataOf(parsed(text), response.status);
};

function upload(operation: Parameters<typeof multipartBody>[0], account: string | undefined): Promise<Response> {
  const { blob, contentType } = multipartBody(operation, `qala-${crypto.randomUUID()}`);
  return fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": contentType,
      "Accept": "application/json",
      "GraphQL-Require-Preflight": "1",
      ...accountHeader(account),
    },
    body: blob,
  });
}
