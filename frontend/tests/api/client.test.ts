import { beforeEach, expect, test, vi } from "vitest";
import { mutate, onReadFailed, onUnauthenticated, query } from "../../src/api/client";
import { LogCursorDocument, LogoutDocument } from "../../src/gql/documents";

type Body = { query?: string; extensions?: { persistedQuery: { sha256Hash: string } } };

const sent: Body[] = [];

beforeEach(() => {
  sent.length = 0;
});

function answering(...answers: (string | object)[]): void {
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as Body);
    const answer = answers[sent.length - 1] ?? answers.at(-1)!;
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { status: 200 });
  });
}

function refusal(code: string): object {
  return { data: null, errors: [{ message: code, extensions: { code } }] };
}

test("a query is sent by its hash", async () => {
  answering({ data: { cursor: "e:1" } });

  expect(await query(LogCursorDocument, {})).toEqual({ cursor: "e:1" });
  expect(sent).toHaveLength(1);
  expect(sent[0]!.query).toBeUndefined();
  expect(sent[0]!.extensions!.persistedQuery.sha256Hash).toMatch(/^[0-9a-f]{64}$/);
});

test("a server of another version gets the text", async () => {
  answering(refusal("PERSISTED_QUERY_NOT_FOUND"), { data: { cursor: "e:2" } });

  expect(await query(LogCursorDocument, {})).toEqual({ cursor: "e:2" });
  expect(sent[1]).toMatchObject({ query: "query LogCursor{cursor}", operationName: "LogCursor" });
});

test("the page of a proxy and an answer without data are failures of the network", async () => {
  const failed = vi.fn();
  onReadFailed(failed);
  for (const answer of ["<html>502</html>", "[]", "null", {}]) {
    answering(answer);

    await expect(query(LogCursorDocument, {})).rejects.toMatchObject({ code: "NETWORK" });
  }
  expect(failed).toHaveBeenCalledTimes(4);
});

test("a refusal is a failure with its code, and the end of a session is told", async () => {
  const ended = vi.fn();
  onUnauthenticated(ended);
  answering(refusal("CONFLICT"), refusal("UNAUTHENTICATED"));

  await expect(mutate(LogoutDocument, {})).rejects.toMatchObject({ code: "CONFLICT" });
  expect(ended).not.toHaveBeenCalled();
  await expect(mutate(LogoutDocument, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(ended).toHaveBeenCalledOnce();
});
