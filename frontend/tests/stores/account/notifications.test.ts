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
const { markAllRead, markRead, moreNotices } = await import("../../../src/stores/account/noticepages");

/** The queries that wait for an answer, in the order they were sent. */
let waiting: ((notices: Notice[]) => void)[];
/** Whether there are more than an answer has. */
let isMore: boolean;
/** How many an answer says are unread; null for all that it has. */
let unread: number | null;

beforeEach(() => {
  [waiting, isMore, unread] = [[], false, null];
  feeds.length = 0;
  query.mockImplementation(
    () =>
      new Promise((resolve) => {
        waiting.push((notices) =>
          resolve({
            notifications: {
              unreadCount: unread ?? notices.length, edges: notices.map((node) => ({ node })),
              pageInfo: { hasNextPage: isMore, endCursor: `after ${notices.at(-1)?.id}` },
            },
          }),
        );
      }),
  );
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

function someNotice(id: string): Notice {
  return {
    id, cursor: `e:${id}`, at: `2026-01-01T00:00:0${id.at(-1)}Z`, read: false, serviceRequest: someRequest(),
  } as unknown as Notice;
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
  const marked = markAllRead();
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

  const marked = markRead("1");
  await settled();
  waiting[1]?.([someNotice("2"), { ...someNotice("1"), read: true }]);
  await marked;
  await markRead("1");

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
  const marked = markRead("n1");
  await settled();

  waiting[1]?.([]);
  await marked;
  waiting[0]?.([someNotice("n1")]);
  await caughtUp;

  expect([notifications.unreadCount, shown()]).toEqual([0, []]);
  close();
});

test("older ones come page by page, and stay when one of them is opened", async () => {
  isMore = true;
  const { close, caughtUp } = await opened();
  waiting[0]?.([someNotice("4"), someNotice("3")]);
  await caughtUp;
  expect(notifications.end).toBe("after 3");

  isMore = false;
  const more = moreNotices();
  await settled();
  expect(query.mock.lastCall?.[1]).toMatchObject({ after: "after 3" });
  waiting[1]?.([someNotice("2"), someNotice("1")]);
  await more;
  expect([shown(), notifications.end]).toEqual([["4", "3", "2", "1"], null]);

  isMore = true;
  const marked = markRead("1");
  await settled();
  waiting[2]?.([someNotice("4"), someNotice("3")]);
  await marked;
  expect(shown()).toEqual(["4", "3", "2", "1"]);
  expect(notifications.items.map(({ read }) => read)).toEqual([false, false, false, true]);
  expect(notifications.end).toBeNull();
  close();
});

test.each([[99, "99"], [100, "99+"], [25_371, "99+"]])("with %i unread ones the bell says %s", async (count, text) => {
  unread = count;
  const { close, caughtUp } = await opened();
  waiting[0]?.([someNotice("1")]);
  await caughtUp;

  expect([notifications.badge, notifications.unreadCount]).toEqual([text, count]);
  close();
});
