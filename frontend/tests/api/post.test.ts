import { beforeEach, expect, test, vi } from "vitest";
import { hashedBody, post, sendEarly, textBody } from "../../src/api/post";
import { LogCursorDocument, StartDocument } from "../../src/gql/documents";

const sent: string[] = [];

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    sent.push(body);
    return new Response(`answer ${sent.length}`);
  });
});

const start = hashedBody(StartDocument, {})!;

test("the answer to an early operation is given to the first equal one, once", async () => {
  sendEarly(StartDocument, {});

  expect(await (await post(start)).text()).toBe("answer 1");
  expect(await (await post(start)).text()).toBe("answer 2");
  expect(sent).toEqual([start, start]);
});

test("another operation is sent by itself", async () => {
  sendEarly(StartDocument, {});

  expect(await (await post(hashedBody(LogCursorDocument, {})!)).text()).toBe("answer 2");
  await post(start);
});

test("an early operation that fails is the failure of the one that takes it, and of no other", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  sendEarly(StartDocument, {});

  await expect(post(start)).rejects.toThrow("no network");
});

test("the hash stands for the text, which is sent without it", () => {
  expect(start).not.toContain("timezone");
  expect(JSON.parse(textBody(StartDocument, {})).query).toMatch(/^query Start\{.*\}$/);
  expect(hashedBody("query Own { cursor }", {})).toBeUndefined();
});
