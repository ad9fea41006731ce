import { expect, test } from "vitest";
import { noticesAfterAnswer, noticesRead } from "../../src/reducer/noticepages";
import { noticesAfter, type NoticesState } from "../../src/reducer/notices";

const notice = (minute: number, read = false) => ({ id: `n${minute}`, at: `2026-01-01T00:0${minute}:00Z`, read });
const empty: NoticesState<ReturnType<typeof notice>> = { items: [], unreadCount: 0, end: null };

test.each([[[1, 2, 3]], [[3, 1, 2]], [[2, 3, 1, 3, 2]], [[3, 2, 1, 1, 1]]])(
  "notifications in the order %j end in the same list, each once",
  (minutes) => {
    const state = minutes.reduce((sofar, minute) => noticesAfter(sofar, notice(minute)), empty);

    expect(state.items.map(({ id }) => id)).toEqual(["n3", "n2", "n1"]);
    expect(state.unreadCount).toBe(3);
  },
);

test("one that was read elsewhere is not counted, and one that is known changes nothing", () => {
  const state = noticesAfter(noticesAfter(empty, notice(1)), notice(2, true));

  expect(state.unreadCount).toBe(1);
  expect(noticesAfter(state, notice(2))).toBe(state);
});

const page = (minutes: number[], end: string | null): NoticesState<ReturnType<typeof notice>> =>
  ({ items: minutes.map((minute) => notice(minute)), unreadCount: 9, end });
const minutesOf = ({ items }: typeof empty) => items.map(({ id }) => Number(id.slice(1)));

test("the next page comes after those that are shown", () => {
  const state = noticesAfterAnswer(page([6, 5], "after 5"), page([4, 3], "after 3"), true);

  expect([minutesOf(state), state.end]).toEqual([[6, 5, 4, 3], "after 3"]);
});

test.each([
  ["keep those after them", [6, 5, 4, 3], "after 3", [7, 6], "after 6", [7, 6, 5, 4, 3], "after 3"],
  ["are alone where others may be between", [4, 3], "after 3", [8, 7], "after 7", [8, 7], "after 7"],
  ["are alone where they are all", [4, 3, 2], null, [4, 2], null, [4, 2], null],
] as const)("the newest ones %s", (_what, before, end, answered, answeredEnd, shown, shownEnd) => {
  const state = noticesAfterAnswer(page([...before], end), page([...answered], answeredEnd), false);

  expect([minutesOf(state), state.end]).toEqual([shown, shownEnd]);
});

test("what was marked as read is so in the list", () => {
  const state = page([2, 1], null);

  expect(noticesRead(state, ["n1"]).items.map(({ read }) => read)).toEqual([false, true]);
  expect(noticesRead(state, ["n9"])).toBe(state);
});
