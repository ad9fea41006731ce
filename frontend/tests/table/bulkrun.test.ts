// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { locale } from "../../src/i18n/locale.svelte";
import { steps } from "../../src/stores/outbox/steps.svelte";
import { emptyPlan } from "../../src/table/bulkplan";
import { BulkRun, type BulkState } from "../../src/table/bulkrun.svelte";
import { toasts } from "../../src/toasts/toasts.svelte";
import { FakeLocks } from "../drafts/fakelocks";
import { FakeServer, settled } from "../fakeserver";
import { someRequest } from "../somerequest";

// An upload reports its progress by XMLHttpRequest, which the fake server does not answer.
vi.mock("../../src/api/upload", async () => {
  const { mutate } = await import("../../src/api/client");
  return { upload: mutate };
});
vi.mock("../../src/outbox/stepstore", async () => {
  const { FakeStepStore } = await import("../drafts/fakeoutboxstore");
  return { stepStore: new FakeStepStore() };
});

let server: FakeServer;
let close: () => void;

beforeEach(async () => {
  server = new FakeServer();
  new FakeLocks();
  await locale.loadPart("officers");
  close = steps.open("officer");
});

afterEach(async () => {
  toasts.shown.forEach((one) => toasts.end(one, "pressed"));
  await Promise.all(steps.steps.map((one) => steps.remove(one)));
  close();
});

/** Starts a run, and lets its five seconds pass. */
async function started(run: BulkRun): Promise<void> {
  const undone = run.start();
  await vi.waitFor(() => expect(toasts.shown.length).toBe(1));
  expect([run.isHeld, server.received]).toEqual([true, []]);
  toasts.end(toasts.shown[0]!, "time");
  expect(await undone).toBe(false);
}

function requestsOf(run: BulkRun, state: BulkState): string[] {
  return run.of(state).map(({ step }) => step.requestId);
}

test("all requests are rejected for one reason, each under its own id, after the time to take it back", async () => {
  server.on("RejectServiceRequest", ({ id }) => ({
    rejectServiceRequest: someRequest({ id: String(id), status: "REJECTED", version: 2 }),
  }));
  const run = new BulkRun({ ...emptyPlan("REJECT"), reason: "NOT_FOUND", note: " тексердік " }, ["r1", "r2"]);

  await started(run);

  await vi.waitFor(() => expect(requestsOf(run, "done")).toEqual(["r1", "r2"]));
  const sent = server.variablesOf("RejectServiceRequest");
  expect(sent.map(({ id, reason, note }) => [id, reason, note])).toEqual([
    ["r1", "NOT_FOUND", "тексердік"],
    ["r2", "NOT_FOUND", "тексердік"],
  ]);
  expect(new Set(sent.map(({ stepId }) => stepId)).size).toBe(2);
  expect(run.isRunning).toBe(false);
});

test("taken back in time, nothing is sent", async () => {
  const run = new BulkRun({ ...emptyPlan("ASSIGN"), executorId: "e1" }, ["r1", "r2"]);
  const undone = run.start();
  await vi.waitFor(() => expect(toasts.shown.length).toBe(1));

  toasts.press(toasts.shown[0]!);

  expect(await undone).toBe(true);
  await settled();
  expect([server.received, steps.steps]).toEqual([[], []]);
});

test("a refusal concerns its request alone and is kept with its reason until the report is closed", async () => {
  server.on("AssignServiceRequest", ({ id }) =>
    id === "r1" ? { refused: "ILLEGAL_TRANSITION" } : { assignServiceRequest: someRequest({ id: String(id) }) },
  );
  server.on("StepConflict", { serviceRequest: { id: "r1", status: "DONE", executor: { id: "e2", name: "Асель" } } });
  const run = new BulkRun({ ...emptyPlan("ASSIGN"), executorId: "e1" }, ["r1", "r2"]);

  await started(run);

  await vi.waitFor(() => expect(requestsOf(run, "done")).toEqual(["r2"]));
  expect(run.of("refused")[0]?.step.refusal).toMatchObject({ code: "ILLEGAL_TRANSITION", status: "DONE" });
  expect(steps.steps.length).toBe(1);
  run.close();
  await vi.waitFor(() => expect(steps.steps).toEqual([]));
});

test("without a session the rest waits and is sent under the same ids; stopped, it is not", async () => {
  server.on("AssignServiceRequest", { refused: "UNAUTHENTICATED" });
  const run = new BulkRun({ ...emptyPlan("ASSIGN"), executorId: "e1" }, ["r1", "r2"]);
  await started(run);
  await vi.waitFor(() => expect(server.variablesOf("AssignServiceRequest").length).toBe(1));
  await settled();
  expect(requestsOf(run, "waiting")).toEqual(["r1", "r2"]);

  run.stop();

  expect([requestsOf(run, "unsent"), run.isRunning]).toEqual([["r1", "r2"], false]);
  await vi.waitFor(() => expect(steps.steps).toEqual([]));
});

test("the rest is sent under its old ids: what had arrived although it was stopped is not done twice", async () => {
  const taken = new Set<unknown>();
  let answer = () => {};
  server.on("AssignServiceRequest", async ({ id, stepId }) => {
    const isFirst = taken.size === 0;
    taken.add(stepId);
    if (isFirst) await new Promise<void>((resolve) => (answer = resolve));
    return { assignServiceRequest: someRequest({ id: String(id) }) };
  });
  const run = new BulkRun({ ...emptyPlan("ASSIGN"), executorId: "e1" }, ["r1", "r2"]);
  void run.start();
  await vi.waitFor(() => expect(toasts.shown.length).toBe(1));
  toasts.end(toasts.shown[0]!, "time");
  await vi.waitFor(() => expect(taken.size).toBe(1));
  run.stop();
  answer();
  await vi.waitFor(() => expect(steps.steps).toEqual([]));
  expect(requestsOf(run, "unsent")).toEqual(["r1", "r2"]);

  const undone = run.again();
  await vi.waitFor(() => expect(toasts.shown.length).toBe(1));
  toasts.end(toasts.shown[0]!, "time");

  expect(await undone).toBe(false);
  await vi.waitFor(() => expect(requestsOf(run, "done")).toEqual(["r1", "r2"]));
  expect(taken.size).toBe(2);
  // The first may go once more, under its old id, or be known as done by its late answer.
  const ids = server.variablesOf("AssignServiceRequest").map(({ id }) => id);
  expect([...new Set(ids)]).toEqual(["r1", "r2"]);
});

test("requests that look like another problem are merged only after the officer has said so", async () => {
  server.on("MergeServiceRequest", ({ id, anyway }) =>
    id === "r2" && anyway !== true
      ? { refused: "CONFLICT", doubts: ["DISTANCE"], distanceMetres: 900 }
      : { mergeServiceRequest: someRequest({ id: String(id), status: "MERGED" }) },
  );
  const run = new BulkRun({ ...emptyPlan("MERGE"), intoId: "r9" }, ["r1", "r2"]);
  await started(run);
  await vi.waitFor(() => expect(run.doubted.map(({ step }) => step.requestId)).toEqual(["r2"]));

  run.anyway();

  await vi.waitFor(() => expect(requestsOf(run, "done")).toEqual(["r1", "r2"]));
  expect(server.variablesOf("MergeServiceRequest").map(({ id, anyway }) => [id, anyway])).toEqual([
    ["r1", false],
    ["r2", false],
    ["r2", true],
  ]);
});
