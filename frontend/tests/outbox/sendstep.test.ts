import { expect, test } from "vitest";
import { emptyValues } from "../../src/actions/form";
import { Failure } from "../../src/api/failure";
import type { Run } from "../../src/outbox/run";
import { explain, sendStep } from "../../src/outbox/sendstep";
import type { Step } from "../../src/outbox/step";
import { someRequest } from "../somerequest";
import { someStep } from "./somestep";

const facts = { timeZone: "Asia/Almaty", doneAt: "2026-11-20T07:00:00.123Z" };
const nothing = { photos: [], shots: [] };

/** Sends a step; returns the variables of its mutation, which is the last document. */
async function sent(action: Step["action"], values: object): Promise<Record<string, unknown>> {
  let last: Record<string, unknown> = {};
  const run = (async (_document: unknown, variables: Record<string, unknown>) => {
    last = variables;
    return new Proxy({}, { get: () => someRequest() });
  }) as unknown as Run;
  await sendStep(someStep({ action, values: { ...emptyValues(), ...values }, facts }), nothing, run);
  return last;
}

test("a verdict names the completion that it is about", async () => {
  expect(await sent("CONFIRM", { rating: 4, note: " рахмет " })).toEqual({
    id: "r1", stepId: "s1", rating: 4, note: "рахмет", doneAt: facts.doneAt,
  });
  expect(await sent("DISPUTE", { reason: "әлі бар" })).toEqual({
    id: "r1", stepId: "s1", reason: "әлі бар", ...nothing, doneAt: facts.doneAt,
  });
});

test("every step of an officer carries its id, so that it is taken once", async () => {
  const cases: [Step["action"], object, object][] = [
    ["WITHDRAW", {}, {}],
    ["ASSIGN", { executorId: "e1" }, { executorId: "e1", note: null }],
    ["REJECT", { rejectReason: "SPAM" }, { reason: "SPAM", note: null }],
    ["REOPEN", { reason: "қате" }, { reason: "қате" }],
    ["RECATEGORISE", { categoryId: "garbage", reason: "қоқыс" }, { categoryId: "garbage", reason: "қоқыс" }],
    ["RECORD_CONFIRMATION", { source: "PHONE" }, { source: "PHONE", note: null }],
    ["RECORD_DISPUTE", { source: "PHONE", reason: "жоқ" }, { source: "PHONE", reason: "жоқ" }],
  ];
  for (const [action, values, expected] of cases) {
    expect(await sent(action, values), action).toEqual({ id: "r1", stepId: "s1", ...expected });
  }
});

test("a new deadline is a time by the clock of the city, also where the worker sends it", async () => {
  expect(await sent("EXTEND", { dueAt: "2026-12-01T18:00", reason: "жаңбыр" })).toEqual({
    id: "r1", stepId: "s1", dueAt: "2026-12-01T13:00:00.000Z", reason: "жаңбыр",
  });
});

test("a doubtful merge that waited asks its officer, and names no status", async () => {
  const doubt = { reasons: ["DISTANCE" as const], metres: 900 };
  const failure = new Failure("CONFLICT", "too far", null, {}, null, {}, null, doubt);
  const never: Run = () => Promise.reject(new Error("nothing is asked"));

  expect(await explain(someStep({ action: "MERGE" }), failure, never)).toMatchObject({
    doubt, status: null, executor: null,
  });
});
