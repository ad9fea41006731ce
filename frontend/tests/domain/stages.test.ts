import { expect, test } from "vitest";
import { stagesOf, type StageName } from "../../src/domain/stages";
import { someRequest } from "../somerequest";

const hour = 3600_000;
const created = "2026-01-15T08:00:00Z";
const started = "2026-01-15T10:00:00Z";
const done = "2026-01-15T15:00:00Z";
const confirmed = "2026-01-16T15:00:00Z";
const now = Date.parse("2026-01-17T08:00:00Z");

function hoursOf(change: Parameters<typeof someRequest>[0]): Record<StageName, string> {
  const stages = stagesOf(someRequest({ createdAt: created, ...change }), now);
  const text = (name: StageName) => {
    const stage = stages[name];
    return stage === null ? "-" : `${stage.milliseconds / hour}${stage.isRunning ? " so far" : ""}`;
  };
  return { wait: text("wait"), work: text("work"), answer: text("answer") };
}

test("a request that no executor has begun waits until now", () => {
  expect(hoursOf({})).toEqual({ wait: "48 so far", work: "-", answer: "-" });
});

test("work runs until it is finished, also while it is paused", () => {
  const working = { wait: "2", work: "46 so far", answer: "-" };
  expect(hoursOf({ status: "IN_PROGRESS", startedAt: started })).toEqual(working);
  expect(hoursOf({ status: "ON_HOLD", startedAt: started })).toEqual(working);
});

test("finished work waits for its answer", () => {
  const request = { status: "DONE", startedAt: started, doneAt: done } as const;
  expect(hoursOf(request)).toEqual({ wait: "2", work: "5", answer: "41 so far" });
});

test("an answer, or the closing without one, ends the last stage", () => {
  const request = { startedAt: started, doneAt: done } as const;
  const whole = { wait: "2", work: "5", answer: "24" };
  expect(hoursOf({ ...request, status: "CONFIRMED", confirmedAt: confirmed, closedAt: confirmed })).toEqual(whole);
  expect(hoursOf({ ...request, status: "UNANSWERED", closedAt: confirmed })).toEqual(whole);
});

test("disputed work runs on from its start, whatever was finished before", () => {
  const request = { status: "IN_PROGRESS", startedAt: started, doneAt: done } as const;
  expect(hoursOf(request)).toEqual({ wait: "2", work: "46 so far", answer: "-" });
});

test("a request that was closed without work waited until then", () => {
  expect(hoursOf({ status: "REJECTED", closedAt: done })).toEqual({ wait: "7", work: "-", answer: "-" });
  expect(hoursOf({ status: "MERGED", startedAt: started, closedAt: done })).toEqual({
    wait: "2", work: "5", answer: "-",
  });
});

test("a request of an older system, without the time of its end, has no time", () => {
  expect(hoursOf({ status: "REJECTED" })).toEqual({ wait: "-", work: "-", answer: "-" });
});
