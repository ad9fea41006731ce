import { expect, test } from "vitest";
import type { Action } from "../../src/gql/documents";
import { comingOf, projected } from "../../src/outbox/projection";
import type { StepAction } from "../../src/outbox/step";
import { someRequest } from "../somerequest";
import { refusal, someStep } from "./somestep";

const viewer = { id: "kairat", isOfficer: false, knownVersion: 1 };
const free = someRequest({ id: "r1", status: "ACCEPTED", executor: null });
const own = someRequest({ id: "r1", status: "IN_PROGRESS", executor: { id: "kairat", name: "Қайрат" } });

/** What the viewer may do after these steps. */
function after(request: typeof free, actions: Action[], ...taken: StepAction[]) {
  const steps = taken.map((action, index) => someStep({ id: action, action, queuedAt: index }));
  return projected(request, actions, steps, viewer);
}

test("without steps the server decides", () => {
  expect(after(free, ["CLAIM", "COMMENT"])).toEqual({ status: "ACCEPTED", actions: ["CLAIM", "COMMENT"] });
  expect(after(free, ["CLAIM"], "COMMENT").actions).toEqual(["CLAIM"]);
});

test("a whole repair is done without a network", () => {
  const given: Action[] = ["CLAIM", "COMMENT", "FOLLOW"];

  expect(after(free, given, "CLAIM").actions).toEqual(["RELEASE", "START", "COMMENT", "FOLLOW"]);
  expect(after(free, given, "CLAIM", "START")).toEqual({
    status: "IN_PROGRESS", actions: ["RELEASE", "HOLD", "COMPLETE", "COMMENT", "FOLLOW"],
  });
  expect(after(free, given, "CLAIM", "START", "HOLD").actions).toEqual(["RESUME", "COMMENT", "FOLLOW"]);
  expect(after(free, given, "CLAIM", "START", "COMPLETE")).toEqual({ status: "DONE", actions: ["COMMENT", "FOLLOW"] });
});

test("what was released may be claimed again", () => {
  expect(after(own, ["COMPLETE", "HOLD"], "RELEASE").actions).toEqual(["CLAIM"]);
});

test("an officer who has paused the work resumes it or gives it to another executor", () => {
  const steps = [someStep({ action: "HOLD" })];
  const officer = { id: "o", isOfficer: true, knownVersion: 1 };

  const { actions } = projected(own, ["HOLD", "ASSIGN", "COMMENT"], steps, officer);
  expect(actions).toEqual(["RESUME", "ASSIGN", "COMMENT"]);
});

test("a refused step and what waits behind it change nothing", () => {
  const steps = [someStep({ refusal }), someStep({ id: "s2", action: "START", queuedAt: 2 })];

  expect(projected(free, ["COMMENT"], steps, viewer)).toEqual({ status: "ACCEPTED", actions: ["COMMENT"] });
});

test("what ends a request leaves nothing to do but comments", () => {
  const officer = { id: "o", isOfficer: true, knownVersion: 1 };

  for (const action of ["REJECT", "MERGE", "WITHDRAW"] as const) {
    const steps = [someStep({ action })];
    expect(projected(free, ["REJECT", "ASSIGN", "COMMENT"], steps, officer).actions).toEqual(["COMMENT"]);
  }
});

test("a request that is newer than what the server has said offers only what its status allows", () => {
  const newer = { ...free, version: 2 };
  const claimed = { ...newer, executor: { id: "kairat", name: "Қайрат" } };
  const given: Action[] = ["CLAIM", "COMMENT", "FOLLOW"];

  expect(projected(claimed, given, [], viewer).actions).toEqual(["RELEASE", "START", "COMMENT", "FOLLOW"]);
  expect(projected({ ...claimed, executor: { id: "asel", name: "Асель" } }, given, [], viewer).actions).toEqual([
    "COMMENT", "FOLLOW",
  ]);
  expect(projected(newer, given, [], viewer).actions).toEqual(given);
  expect(projected({ ...newer, status: "REJECTED" }, ["WITHDRAW", "COMMENT"], [], viewer).actions).toEqual(["COMMENT"]);
});

test("a card shows what the held steps will make of its request", () => {
  const held = [someStep({ action: "ASSIGN" }), someStep({ id: "s2", action: "REJECT" })];

  expect(comingOf(free, [])).toBeNull();
  expect(comingOf(free, held)).toEqual({ status: "REJECTED", isAssigned: true });
  expect(comingOf({ ...free, id: "r2" }, held)).toBeNull();
  expect(comingOf(free, [someStep({ action: "REJECT", refusal })])).toBeNull();
});

test("steps of another request change nothing", () => {
  expect(projected(free, ["CLAIM"], [someStep({ requestId: "r2" })], viewer).actions).toEqual(["CLAIM"]);
});

test("after a verdict or a decision that waits, only words can be added: the rest depends on the server", () => {
  const done = someRequest({ id: "r1", status: "DONE", executor: { id: "kairat", name: "Қайрат" } });

  expect(after(done, ["CONFIRM", "DISPUTE", "COMMENT"], "CONFIRM")).toEqual({ status: "DONE", actions: ["COMMENT"] });
  expect(after(free, ["ASSIGN", "EXTEND", "COMMENT", "FOLLOW"], "EXTEND").actions).toEqual(["COMMENT", "FOLLOW"]);
});
