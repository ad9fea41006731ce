import { expect, test, vi } from "vitest";
import { Failure } from "../../src/api/failure";
import { Feed, type FeedOptions } from "../../src/live/feed";
import { FakeSubscriptionClient } from "./fakesubscriptionclient";

interface Step {
  cursor: string;
}

function open(change: Partial<FeedOptions<Step>> = {}) {
  const client = new FakeSubscriptionClient();
  const applied: string[] = [];
  const feed = new Feed<Step>(client, {
    query: "subscription Steps { steps }",
    operationName: "Steps",
    variables: { id: "r1" },
    cursorOf: (step) => step.cursor,
    apply: (step) => applied.push(step.cursor),
    catchUp: async () => "e:10",
    ...change,
  });
  return { client, applied, feed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("starts at the cursor of the query that loaded the state", async () => {
  const { client } = open();
  await settled();

  expect(client.sent.map((payload) => payload.variables)).toEqual([{ id: "r1", after: "e:10" }]);
});

test("a reconnect resumes after the last event, not after the first cursor", async () => {
  const { client } = open();
  await settled();
  client.deliver({ cursor: "e:11" });
  client.deliver({ cursor: "e:12" });

  client.reconnect();

  expect(client.sent.at(-1)?.variables.after).toBe("e:12");
});

test("an event that arrives twice is applied once", async () => {
  const { client, applied } = open();
  await settled();

  client.deliver({ cursor: "e:11" });
  client.reconnect();
  client.deliver({ cursor: "e:11" });
  client.deliver({ cursor: "e:12" });

  expect(applied).toEqual(["e:11", "e:12"]);
});

test("an expired cursor loads the state again and resumes from there", async () => {
  const catchUp = vi.fn().mockResolvedValueOnce("e:10").mockResolvedValueOnce("f:2");
  const { client } = open({ catchUp });
  await settled();

  client.refuse("CURSOR_EXPIRED");
  await settled();

  expect(catchUp).toHaveBeenCalledTimes(2);
  expect(client.sent.at(-1)?.variables.after).toBe("f:2");
});

test("without a cursor a reconnect loads the state again", async () => {
  const catchUp = vi.fn(async () => null);
  const { client } = open({ catchUp });
  await settled();

  client.reconnect();
  await settled();

  expect(catchUp).toHaveBeenCalledTimes(2);
});

test.each(["UNAUTHENTICATED", "NOT_ALLOWED", "NOT_FOUND"])("%s is final", async (code) => {
  const refused = vi.fn();
  const { client } = open({ refused });
  await settled();

  client.refuse(code);
  await settled();

  expect(refused).toHaveBeenCalledOnce();
  expect(client.isSubscribed).toBe(false);
});

test("a feed that was refused without a session starts again after sign-in", async () => {
  const catchUp = vi.fn().mockResolvedValueOnce("e:10").mockResolvedValueOnce("e:14");
  const { client } = open({ catchUp });
  await settled();
  client.refuse("UNAUTHENTICATED");
  await settled();

  client.renew();
  await settled();

  expect(client.isSubscribed).toBe(true);
  expect(client.sent.at(-1)?.variables.after).toBe("e:14");
});

test("sign-in restarts neither a running feed nor one that is not permitted", async () => {
  const running = open();
  const refused = open();
  await settled();
  refused.client.refuse("NOT_ALLOWED");
  await settled();

  running.client.renew();
  refused.client.renew();
  await settled();

  expect(running.client.sent).toHaveLength(1);
  expect(refused.client.isSubscribed).toBe(false);
});

test("a server error is retried after a pause, from the last cursor", async () => {
  const { client } = open();
  await settled();
  client.deliver({ cursor: "e:11" });

  client.refuse("INTERNAL");
  await settled();

  expect(client.waits).toHaveLength(1);
  expect(client.sent.at(-1)?.variables.after).toBe("e:11");
});

test("a query that fails without network is repeated while the subscription runs", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("NETWORK", "down")).mockResolvedValue(null);
  const { client } = open({ catchUp });
  await settled();
  await settled();

  expect(client.isSubscribed).toBe(true);
  expect(catchUp).toHaveBeenCalledTimes(2);
});

test("events between a late query and the start of the subscription are requested", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("NETWORK", "down")).mockResolvedValue("e:10");
  const { client, applied } = open({ catchUp });
  let resume = () => {};
  client.wait = () => new Promise((resolve) => (resume = resolve));
  await settled();
  client.deliver({ cursor: "e:12" });

  resume();
  await settled();
  client.deliver({ cursor: "e:11" });
  client.deliver({ cursor: "e:12" });

  expect(client.sent.map((payload) => payload.variables.after)).toEqual([null, "e:10"]);
  expect(applied).toEqual(["e:12", "e:11"]);
});

test("a feed without a cursor resumes from the one that it gets after a reconnect", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("RATE_LIMITED", "later")).mockResolvedValue("e:10");
  const { client } = open({ catchUp });
  await settled();

  client.reconnect();
  await settled();

  expect(client.sent.at(-1)?.variables.after).toBe("e:10");
});

test("a late query of an earlier start is ignored", async () => {
  let answerLate: (cursor: string) => void = () => {};
  const late = new Promise<string>((resolve) => (answerLate = resolve));
  const catchUp = vi
    .fn()
    .mockRejectedValueOnce(new Failure("NETWORK", "down"))
    .mockReturnValueOnce(late)
    .mockResolvedValue("e:12");
  const { client } = open({ catchUp });
  await settled();
  client.deliver({ cursor: "e:11" });
  client.refuse("CURSOR_EXPIRED");
  await settled();

  answerLate("e:10");
  await settled();

  expect(client.sent.map((payload) => payload.variables.after)).not.toContain("e:10");
  expect(client.sent.at(-1)?.variables.after).toBe("e:12");
});

test("a reconnect during the first query starts no second subscription", async () => {
  const catchUp = vi.fn(async () => "e:10");
  const { client } = open({ catchUp });

  client.reconnect();
  await settled();

  expect(client.sent).toHaveLength(1);
});

test("a closed feed applies nothing more", async () => {
  const { client, applied, feed } = open();
  await settled();

  feed.close();
  client.deliver({ cursor: "e:11" });

  expect(applied).toEqual([]);
  expect(client.isSubscribed).toBe(false);
});
