import { expect, test } from "vitest";
import { emptyPoints, pointsAfterAnswer, pointsAfterEvent, pointsAfterPage } from "../../src/reducer/points";

type Answer = Parameters<typeof pointsAfterAnswer>[1];

/** The history from one entry down to another, the newest first. */
function answer(from: number, to: number, balance = from * 10): Answer {
  const edges = Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => ({ cursor: `c${from - index}` }));
  const pageInfo = { hasNextPage: to > 1, endCursor: edges.at(-1)?.cursor ?? null };
  return { balance, history: { edges, pageInfo } } as unknown as Answer;
}

const shown = ({ entries }: typeof emptyPoints) => entries.map(({ cursor }) => cursor);

test("an answer that reaches the old entries keeps those that were loaded beyond it", () => {
  const first = pointsAfterAnswer(emptyPoints, answer(5, 4));
  const two = pointsAfterPage(first, first.endCursor, answer(3, 2));

  const after = pointsAfterAnswer(two, answer(6, 4));

  expect(shown(after)).toEqual(["c6", "c5", "c4", "c3", "c2"]);
  expect([after.points?.balance, after.endCursor, after.hasMore]).toEqual([60, "c2", true]);
});

test("after a gap the answer stands alone, and the next page begins at its end", () => {
  const before = pointsAfterAnswer(emptyPoints, answer(3, 2));

  const after = pointsAfterAnswer(before, answer(9, 8));

  expect([shown(after), after.endCursor]).toEqual([["c9", "c8"], "c8"]);
});

test("a page that was asked for before such an answer is left out", () => {
  const before = pointsAfterAnswer(emptyPoints, answer(3, 2));
  const after = pointsAfterAnswer(before, answer(9, 8));

  expect(pointsAfterPage(after, before.endCursor, answer(1, 1))).toBe(after);
});

test("a page is appended although newer entries came while it was asked for", () => {
  const before = pointsAfterAnswer(emptyPoints, answer(5, 4));
  const newer = pointsAfterAnswer(before, answer(6, 4));

  const after = pointsAfterPage(newer, before.endCursor, answer(3, 1));

  expect([shown(after), after.hasMore]).toEqual([["c6", "c5", "c4", "c3", "c2", "c1"], false]);
});

test("a step asks for the points once, by whichever feed it comes, and a late one not at all", () => {
  let state = pointsAfterAnswer(emptyPoints, answer(1, 1));
  const stale = [1, 2, 2, 1, 3].map((version) => {
    const reduced = pointsAfterEvent(state, { id: "r1", version });
    state = reduced.state;
    return reduced.isStale;
  });

  expect(stale).toEqual([true, true, false, false, true]);
  expect(pointsAfterEvent(state, { id: "r2", version: 1 }).isStale).toBe(true);
});
