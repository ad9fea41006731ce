import { describe, expect, it } from "vitest";
import { progressOf } from "../../src/domain/progress";
import { someRequest } from "../somerequest";

const executor = { id: "u2", name: "Дәурен" };
const names = (steps: ReturnType<typeof progressOf>) =>
  steps.map(({ name, isReached }) => `${name}${isReached ? "" : "?"}`);

describe("the way of a request", () => {
  it("begins with the report, and shows what is ahead", () => {
    const steps = progressOf(someRequest(), []);

    expect(names(steps)).toEqual(["ACCEPTED", "ASSIGNED?", "IN_PROGRESS?", "DONE?", "CONFIRMED?"]);
    expect(steps[0]).toMatchObject({ at: "2026-01-15T08:00:00Z", isPresent: true, took: null });
  });

  it("says how long each step took", () => {
    const request = someRequest({ status: "IN_PROGRESS", executor, startedAt: "2026-01-15T12:00:00Z" });
    const steps = progressOf(request, [{ kind: "CLAIMED", at: "2026-01-15T09:30:00Z" }]);

    expect(steps.map(({ took }) => took)).toEqual([null, 90 * 60_000, 150 * 60_000, null, null]);
    expect(steps.findIndex(({ isPresent }) => isPresent)).toBe(2);
  });

  it("goes back to the work after a dispute", () => {
    const request = someRequest({
      status: "IN_PROGRESS", executor, startedAt: "2026-01-15T12:00:00Z", doneAt: "2026-01-16T12:00:00Z",
    });

    expect(names(progressOf(request, []))).toEqual(["ACCEPTED", "ASSIGNED", "IN_PROGRESS", "DONE?", "CONFIRMED?"]);
  });

  it("shows a pause in the place of the work", () => {
    const request = someRequest({ status: "ON_HOLD", executor, startedAt: "2026-01-15T12:00:00Z" });

    expect(progressOf(request, [])[2]).toMatchObject({ name: "ON_HOLD", isPresent: true });
  });

  it("ends with the confirmation, or with the silence", () => {
    const done = { executor, startedAt: "2026-01-15T12:00:00Z", doneAt: "2026-01-16T12:00:00Z" };
    const confirmedAt = "2026-01-17T12:00:00Z";
    const confirmed = progressOf(someRequest({ ...done, status: "CONFIRMED", confirmedAt }), []);
    const silent = progressOf(someRequest({ ...done, status: "UNANSWERED", closedAt: "2026-01-23T12:00:00Z" }), []);

    expect(confirmed[4]).toMatchObject({ name: "CONFIRMED", isPresent: true, took: 24 * 3_600_000 });
    expect(silent[4]).toMatchObject({ name: "UNANSWERED", at: "2026-01-23T12:00:00Z" });
  });

  it.each(["REJECTED", "WITHDRAWN", "MERGED"] as const)("has only the steps that were taken, and %s", (status) => {
    const steps = progressOf(someRequest({ status }), [{ kind: status, at: "2026-01-15T10:00:00Z" }]);

    expect(names(steps)).toEqual(["ACCEPTED", status]);
    expect(steps[1]).toMatchObject({ isPresent: true, at: "2026-01-15T10:00:00Z", took: 2 * 3_600_000 });
  });
});
