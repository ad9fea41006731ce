import { describe, expect, test } from "vitest";
import { detailAfterAnswer, detailAfterEvent, emptyDetail } from "../../src/reducer/detail";
import type { DetailState, Details, RequestEvent, TimelineEntry } from "../../src/reducer/detail";
import { someRequest } from "../somerequest";

const kinds = ["SUBMITTED", "CLAIMED", "WORK_STARTED", "COMMENTED", "WORK_COMPLETED"] as const;

/** The step that made this version of the request, as its event says it. */
function event(version: number): RequestEvent {
  return {
    cursor: `e:${version}`, kind: kinds[version - 1]!, at: `2026-01-01T00:0${version}:00Z`, actorRole: "EXECUTOR",
    note: null, reason: null, serviceRequest: someRequest({ version }),
  };
}

function entry(version: number): TimelineEntry {
  const { cursor, kind, at, actorRole } = event(version);
  return {
    version, cursor, kind, at, actorRole, actorName: "Қайрат", note: null, reason: null, status: "ACCEPTED",
    textHidden: false, reportSource: null, isByRule: false, moderatedTexts: [], promiseChange: null,
  };
}

/** What the server answers when the request has this version. */
function answer(version: number): [Details, TimelineEntry[]] {
  const timeline = kinds.slice(0, version).map((_, index) => entry(index + 1));
  const details = { ...someRequest({ version }), viewerActions: version < 5 ? ["COMPLETE"] : [] };
  return [details as unknown as Details, timeline];
}

function shown({ timeline }: DetailState): string[] {
  return timeline.map(({ version, kind, actorName }) => `${version} ${kind} ${actorName ?? "?"}`);
}

function after(...versions: number[]): { state: DetailState; stale: boolean[] } {
  const stale: boolean[] = [];
  const state = versions.reduce((before, version) => {
    const reduced = detailAfterEvent(before, event(version));
    stale.push(reduced.isStale);
    return reduced.state;
  }, detailAfterAnswer(emptyDetail, ...answer(2)).state);
  return { state, stale };
}

test("a step stands in the timeline at once, without the name that only an answer has", () => {
  const { state, stale } = after(3);

  expect(shown(state)).toEqual(["1 SUBMITTED Қайрат", "2 CLAIMED Қайрат", "3 WORK_STARTED ?"]);
  expect([stale, state.details?.version]).toEqual([[true], 2]);
});

test("a step that the answer has, and one that comes again, change and ask nothing", () => {
  const { state, stale } = after(3, 1, 2, 3);

  expect(stale).toEqual([true, false, false, false]);
  expect(detailAfterEvent(state, event(3)).state).toBe(state);
});

test("a late step takes its place, and asks nothing: the newer one has", () => {
  const { state, stale } = after(5, 3);

  expect(shown(state).map((line) => line[0])).toEqual(["1", "2", "3", "5"]);
  expect(stale).toEqual([true, false]);
});

test("an answer that was on its way before a step keeps the step, and is stale", () => {
  const { state } = after(3);

  const old = detailAfterAnswer(state, ...answer(2));
  expect([shown(old.state).length, old.isStale]).toEqual([3, true]);
  const fresh = detailAfterAnswer(old.state, ...answer(3));
  expect([shown(fresh.state).at(-1), fresh.isStale]).toEqual(["3 WORK_STARTED Қайрат", false]);
});

test("after a gap the answer has what was missed, and steps that come again are known", () => {
  const { state } = after(3);

  const fresh = detailAfterAnswer(state, ...answer(5));

  expect([shown(fresh.state).length, fresh.isStale]).toEqual([5, false]);
  for (const version of [3, 4, 5]) expect(detailAfterEvent(fresh.state, event(version)).state).toBe(fresh.state);
});

test("a last page of the timeline that is newer than the details makes them stale", () => {
  const [details] = answer(2);
  const [, timeline] = answer(3);

  expect(detailAfterAnswer(emptyDetail, details, timeline).isStale).toBe(true);
});

test("steps before the first answer are kept for it", () => {
  const early = detailAfterEvent(emptyDetail, event(3));
  expect([early.isStale, early.state.details]).toEqual([true, null]);

  expect(detailAfterAnswer(early.state, ...answer(2)).isStale).toBe(true);
  expect(detailAfterAnswer(early.state, ...answer(3)).isStale).toBe(false);
});

describe("in any order", () => {
  const orders = [[3, 4, 5], [5, 4, 3], [4, 3, 5], [3, 3, 5, 4, 3], [5, 5, 3, 4]];

  test.each(orders)("steps %j end in what the server answers", (...versions) => {
    for (let cut = 0; cut <= versions.length; cut += 1) {
      const before = after(...versions.slice(0, cut)).state;
      const answered = detailAfterAnswer(before, ...answer(4)).state;
      const fold = (state: DetailState, version: number) => detailAfterEvent(state, event(version)).state;
      const last = versions.slice(cut).reduce(fold, answered);

      expect(last.timeline.map(({ version }) => version), `after ${cut}`).toEqual([1, 2, 3, 4, 5]);
      const { state, isStale } = detailAfterAnswer(last, ...answer(5));
      expect([state.timeline, state.details, isStale]).toEqual([answer(5)[1], answer(5)[0], false]);
    }
  });
});
