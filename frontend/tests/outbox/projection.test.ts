import { expect, test } from "vitest";
import type { Action } from "../../src/gql/documents";
import { projected } from "../../src/outbox/projection";
import type { StepAction } from "../../src/outbox/step";
import { someRequest } from "../somerequest";
import { refusal, someStep } from "./somestep";

const viewer = { id: "kairat", isOfficer: false };
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

test("an officer holds and resumes, and does nothing else without a network", () => {
  const steps = [someStep({ action: "HOLD" })];
  const officer = { id: "o", isOfficer: true };

  expect(projected(own, ["HOLD", "ASSIGN", "COMMENT"], steps, officer).actions).toEqual(["RESUME", "COMMENT"]);
});

test("a refused step and what waits behind it change nothing", () => {
  const steps = [someStep({ refusal }), someStep({ id: "s2", action: "START", queuedAt: 2 })];

  expect(projected(free, ["COMMENT"], steps, viewer)).toEqual({ status: "ACCEPTED", actions: ["COMMENT"] });
});

test("steps of another request change nothing", () => {
  expect(projected(free, ["CLAIM"], [someStep({ requestId: "r2" })], viewer).actions).toEqual(["CLAIM"]);
});

test("after a verdict or a decision that waits, only words can be added: the rest depends on the server", () => {
  const done = someRequest({ id: "r1", status: "DONE", executor: { id: "kairat", name: "Қайрат" } });

  expect(after(done, ["CONFIRM", "DISPUTE", "COMMENT"], "CONFIRM")).toEqual({ status: "DONE", actions: ["COMMENT"] });
  expect(after(free, ["WITHDRAW", "COMMENT", "FOLLOW"], "WITHDRAW").actions).toEqual(["COMMENT", "FOLLOW"]);
  expect(after(free, ["ASSIGN", "REJECT", "COMMENT"], "REJECT").actions).toEqual(["COMMENT"]);
});
