// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import type { FeedOptions } from "../../../src/live/feed";
import type { Notice } from "../../../src/stores/account/notifications.svelte";
import { someRequest } from "../../somerequest";

type Options = Pick<FeedOptions<{ notifications: Notice }>, "apply" | "catchUp">;

const { query, mutate, feeds } = vi.hoisted(() => ({ query: vi.fn(), mutate: vi.fn(), feeds: [] as unknown[] }));
vi.mock("../../../src/api/client", () => ({ query, mutate, onUnauthenticated: () => {} }));
vi.mock("../../../src/live/subscribe", () => ({
  subscribe: (_document: unknown, _variables: unknown, options: unknown) => {
    feeds.push(options);
    return () => {};
  },
}));
vi.mock("../../../src/stores/page/logcursor", () => ({ logCursor: async () => "e:1" }));

const { notifications } = await import("../../../src/stores/account/notifications.svelte");

/** The queries that wait for an answer, in the order they were sent. */
let waiting: ((notices: Notice[]) => void)[];

beforeEach(() => {
  waiting = [];
  feeds.length = 0;
  query.mockImplementation(
    () =>
      new Promise((resolve) => {
        waiting.push((notices) =>
          resolve({ notifications: { unreadCount: notices.length, edges: notices.map((node) => ({ node })) } }),
        );
      }),
  );
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

function someNotice(id: string): Notice {
  return { id, cursor: `e:${id}`, read: false, serviceRequest: someRequest() } as unknown as Notice;
}

async function opened() {
  const close = notifications.open(() => {});
  const feed = feeds.at(-1) as Options;
  const caughtUp = feed.catchUp();
  await settled();
  return { close, feed, caughtUp };
}

const shown = () => notifications.items.map(({ id }) => id);

test("an answer for an earlier viewer is not shown to the next", async () => {
  const first = await opened();
  first.close();
  const second = await opened();

  waiting[1]?.([someNotice("theirs")]);
  await second.caughtUp;
  waiting[0]?.([someNotice("not theirs")]);
  await first.caughtUp;

  expect([shown(), notifications.unreadCount]).toEqual([["theirs"], 1]);
  second.close();
});

test("a notification that arrives during a query is not lost", async () => {
  const { close, feed, caughtUp } = await opened();
  waiting[0]?.([someNotice("1")]);
  await caughtUp;
  const marked = notifications.markAllRead();
  await settled();

  feed.apply({ notifications: someNotice("2") });
  waiting[1]?.([someNotice("1")]);
  await marked;

  expect([shown(), notifications.unreadCount]).toEqual([["2", "1"], 2]);
  close();
});

test("a notification that arrives and is in the answer is shown once", async () => {
  const { close, feed, caughtUp } = await opened();

  feed.apply({ notifications: someNotice("2") });
  waiting[0]?.([someNotice("2"), someNotice("1")]);
  await caughtUp;

  expect([shown(), notifications.unreadCount]).toEqual([["2", "1"], 2]);
  close();
});

test("an opened notification is marked read, once, and the others stay unread", async () => {
  const { close, caughtUp } = await opened();
  waiting[0]?.([someNotice("2"), someNotice("1")]);
  await caughtUp;
  mutate.mockClear();

  const marked = notifications.markRead("1");
  await settled();
  waiting[1]?.([someNotice("2"), { ...someNotice("1"), read: true }]);
  await marked;
  await notifications.markRead("1");

  expect(mutate.mock.calls.map(([, variables]) => variables)).toEqual([{ id: "1" }]);
  expect(notifications.items.map(({ read }) => read)).toEqual([false, true]);
  close();
});

test("an empty list is awaited until the server has said so, for each viewer anew", async () => {
  const first = await opened();
  expect(notifications.isAwaited).toBe(true);
  waiting[0]?.([]);
  await first.caughtUp;
  expect([notifications.isAwaited, notifications.items]).toEqual([false, []]);

  first.close();
  expect(notifications.isAwaited).toBe(true);
});

test("an answer from before one was marked as read does not count it again when it comes late", async () => {
  const { close, caughtUp } = await opened();
  mutate.mockResolvedValue({ markNotificationRead: true });
  const marked = notifications.markRead("n1");
  await settled();

  waiting[1]?.([]);
  await marked;
  waiting[0]?.([someNotice("n1")]);
  await caughtUp;

  expect([notifications.unreadCount, shown()]).toEqual([0, []]);
  close();
});
