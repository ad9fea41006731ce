import { expect, test } from "vitest";
import { emptyScores, scoresAfterAnswer, scoresAfterEvent, type Score } from "../../src/reducer/scores";

const score = { executor: { id: "e1" } } as Score;
const event = (version: number, kind: "WORK_COMPLETED" | "COMMENTED" | "SUBMITTED" = "WORK_COMPLETED") =>
  ({ kind, serviceRequest: { id: "r1", version } });

test("a step of the work asks for the figures, a comment and a new request do not", () => {
  const before = scoresAfterAnswer([score]);

  expect(scoresAfterEvent(before, event(1)).isStale).toBe(true);
  expect(scoresAfterEvent(before, event(1, "COMMENTED")).isStale).toBe(false);
  expect(scoresAfterEvent(before, event(1, "SUBMITTED")).isStale).toBe(false);
});

test("a step that comes again or late changes nothing", () => {
  const { state } = scoresAfterEvent(scoresAfterAnswer([score]), event(3));

  for (const version of [3, 2]) {
    expect(scoresAfterEvent(state, event(version))).toEqual({ state, isStale: false });
  }
});

test("the figures on screen stay until the answer, and a step after it asks again", () => {
  const { state } = scoresAfterEvent(scoresAfterAnswer([score]), event(3));
  expect(state.scores).toEqual([score]);

  const after = scoresAfterAnswer([]);

  expect([after.scores, scoresAfterEvent(after, event(4)).isStale]).toEqual([[], true]);
});

test("nothing is known before the first answer, also after a step", () => {
  expect(scoresAfterEvent(emptyScores, event(1)).state.scores).toBe(null);
});
