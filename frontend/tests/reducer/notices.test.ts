import { expect, test } from "vitest";
import { noticesAfter, type NoticesState } from "../../src/reducer/notices";

const notice = (minute: number, read = false) => ({ id: `n${minute}`, at: `2026-01-01T00:0${minute}:00Z`, read });
const empty: NoticesState<ReturnType<typeof notice>> = { items: [], unreadCount: 0 };

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
