import { expect, test, vi } from "vitest";
import { Failure } from "../../src/api/failure";
import { Feed, type FeedOptions } from "../../src/live/feed";
import { FakeTransport } from "./faketransport";

interface Step {
  cursor: string;
}

function open(change: Partial<FeedOptions<Step>> = {}) {
  const transport = new FakeTransport();
  const applied: string[] = [];
  const feed = new Feed<Step>(transport, {
    query: "subscription Steps { steps }",
    operationName: "Steps",
    variables: { id: "r1" },
    cursorOf: (step) => step.cursor,
    apply: (step) => applied.push(step.cursor),
    catchUp: async () => "e:10",
    ...change,
  });
  return { transport, applied, feed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("begins at the cursor of the query that filled the screen", async () => {
  const { transport } = open();
  await settled();

  expect(transport.sent.map((payload) => payload.variables)).toEqual([{ id: "r1", after: "e:10" }]);
});

test("a reconnect asks after the last step seen, not after the first", async () => {
  const { transport } = open();
  await settled();
  transport.deliver({ cursor: "e:11" });
  transport.deliver({ cursor: "e:12" });

  transport.reconnect();

  expect(transport.sent.at(-1)?.variables.after).toBe("e:12");
});

test("a step that comes twice is applied once", async () => {
  const { transport, applied } = open();
  await settled();

  transport.deliver({ cursor: "e:11" });
  transport.reconnect();
  transport.deliver({ cursor: "e:11" });
  transport.deliver({ cursor: "e:12" });

  expect(applied).toEqual(["e:11", "e:12"]);
});

test("an expired cursor loads the present anew and goes on from there", async () => {
  const catchUp = vi.fn().mockResolvedValueOnce("e:10").mockResolvedValueOnce("f:2");
  const { transport } = open({ catchUp });
  await settled();

  transport.refuse("CURSOR_EXPIRED");
  await settled();

  expect(catchUp).toHaveBeenCalledTimes(2);
  expect(transport.sent.at(-1)?.variables.after).toBe("f:2");
});

test("without a cursor a reconnect loads what may have been missed", async () => {
  const catchUp = vi.fn(async () => null);
  const { transport } = open({ catchUp });
  await settled();

  transport.reconnect();
  await settled();

  expect(catchUp).toHaveBeenCalledTimes(2);
});

test.each(["UNAUTHENTICATED", "NOT_ALLOWED", "NOT_FOUND"])("%s is final", async (code) => {
  const refused = vi.fn();
  const { transport } = open({ refused });
  await settled();

  transport.refuse(code);
  await settled();

  expect(refused).toHaveBeenCalledOnce();
  expect(transport.isSubscribed).toBe(false);
});

test("what was refused to nobody begins anew from the present when somebody signs in", async () => {
  const catchUp = vi.fn().mockResolvedValueOnce("e:10").mockResolvedValueOnce("e:14");
  const { transport } = open({ catchUp });
  await settled();
  transport.refuse("UNAUTHENTICATED");
  await settled();

  transport.renew();
  await settled();

  expect(transport.isSubscribed).toBe(true);
  expect(transport.sent.at(-1)?.variables.after).toBe("e:14");
});

test("signing in does not disturb a feed that runs, nor one that may not be", async () => {
  const running = open();
  const refused = open();
  await settled();
  refused.transport.refuse("NOT_ALLOWED");
  await settled();

  running.transport.renew();
  refused.transport.renew();
  await settled();

  expect(running.transport.sent).toHaveLength(1);
  expect(refused.transport.isSubscribed).toBe(false);
});

test("a fault of the server is tried again after a pause, from the last cursor", async () => {
  const { transport } = open();
  await settled();
  transport.deliver({ cursor: "e:11" });

  transport.refuse("INTERNAL");
  await settled();

  expect(transport.waits).toHaveLength(1);
  expect(transport.sent.at(-1)?.variables.after).toBe("e:11");
});

test("a query that fails for want of network is asked again while the feed is live", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("NETWORK", "down")).mockResolvedValue(null);
  const { transport } = open({ catchUp });
  await settled();
  await settled();

  expect(transport.isSubscribed).toBe(true);
  expect(catchUp).toHaveBeenCalledTimes(2);
});

test("what happened between a late query and the beginning of the subscription is asked for", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("NETWORK", "down")).mockResolvedValue("e:10");
  const { transport, applied } = open({ catchUp });
  let goOn = () => {};
  transport.wait = () => new Promise((resolve) => (goOn = resolve));
  await settled();
  transport.deliver({ cursor: "e:12" });

  goOn();
  await settled();
  transport.deliver({ cursor: "e:11" });
  transport.deliver({ cursor: "e:12" });

  expect(transport.sent.map((payload) => payload.variables.after)).toEqual([null, "e:10"]);
  expect(applied).toEqual(["e:12", "e:11"]);
});

test("a feed that got no cursor goes on from the one it gets when the line is back", async () => {
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("RATE_LIMITED", "later")).mockResolvedValue("e:10");
  const { transport } = open({ catchUp });
  await settled();

  transport.reconnect();
  await settled();

  expect(transport.sent.at(-1)?.variables.after).toBe("e:10");
});

test("a late query that is older than a new beginning is of no use", async () => {
  let answerLate: (cursor: string) => void = () => {};
  const late = new Promise<string>((resolve) => (answerLate = resolve));
  const catchUp = vi.fn().mockRejectedValueOnce(new Failure("NETWORK", "down")).mockReturnValueOnce(late).mockResolvedValue("e:12");
  const { transport } = open({ catchUp });
  await settled();
  transport.deliver({ cursor: "e:11" });
  transport.refuse("CURSOR_EXPIRED");
  await settled();

  answerLate("e:10");
  await settled();

  expect(transport.sent.map((payload) => payload.variables.after)).not.toContain("e:10");
  expect(transport.sent.at(-1)?.variables.after).toBe("e:12");
});

test("a line that comes back during the first query begins no second subscription", async () => {
  const catchUp = vi.fn(async () => "e:10");
  const { transport } = open({ catchUp });

  transport.reconnect();
  await settled();

  expect(transport.sent).toHaveLength(1);
});

test("a closed feed applies nothing more", async () => {
  const { transport, applied, feed } = open();
  await settled();

  feed.close();
  transport.deliver({ cursor: "e:11" });

  expect(applied).toEqual([]);
  expect(transport.isSubscribed).toBe(false);
});
