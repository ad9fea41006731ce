// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { emptyPlan } from "../../src/table/bulkplan";
import { BulkRun } from "../../src/table/bulkrun.svelte";
import { FakeServer } from "../fakeserver";
import { someRequest } from "../somerequest";

let server: FakeServer;
let taken: string[];

beforeEach(() => {
  server = new FakeServer();
  taken = [];
});

function runOf(plan: ConstructorParameters<typeof BulkRun>[0], ids: string[]): BulkRun {
  return new BulkRun(plan, ids, ({ id }) => taken.push(id));
}

test("all requests are rejected for one reason, each under an id of its own", async () => {
  server.on("RejectChosen", ({ id }) => ({
    rejectServiceRequest: someRequest({ id: String(id), status: "REJECTED", version: 2 }),
  }));
  const run = runOf({ ...emptyPlan("REJECT"), reason: "NOT_FOUND", note: " тексердік " }, ["r1", "r2"]);

  await run.start();

  const sent = server.variablesOf("RejectChosen");
  expect(sent.map(({ id, reason, note }) => [id, reason, note])).toEqual([
    ["r1", "NOT_FOUND", "тексердік"],
    ["r2", "NOT_FOUND", "тексердік"],
  ]);
  expect(new Set(sent.map(({ stepId }) => stepId)).size).toBe(2);
  expect(taken).toEqual(["r1", "r2"]);
  expect(run.of("done").length).toBe(2);
});

test("what was not sent is sent again under the same ids, and what was refused is not", async () => {
  let session = false;
  server.on("AssignChosen", ({ id }) => {
    if (id === "r1") return { refused: "ILLEGAL_TRANSITION" };
    return session ? { assignServiceRequest: someRequest({ id: String(id) }) } : { refused: "UNAUTHENTICATED" };
  });
  const run = runOf({ ...emptyPlan("ASSIGN"), executorId: "e1" }, ["r1", "r2", "r3"]);
  await run.start();
  expect(run.outcomes.map(({ state }) => state)).toEqual(["refused", "unsent", "unsent"]);

  session = true;
  await run.again();

  expect(server.variablesOf("AssignChosen").map(({ id }) => id)).toEqual(["r1", "r2", "r2", "r3"]);
  const [, first, second] = server.variablesOf("AssignChosen");
  expect(second?.stepId).toBe(first?.stepId);
  expect(run.of("refused").map(({ id }) => id)).toEqual(["r1"]);
  expect(run.of("done").map(({ id }) => id)).toEqual(["r2", "r3"]);
});

test("requests that look like another problem are merged only after the officer has said so", async () => {
  server.on("MergeChosen", ({ id, anyway }) =>
    id === "r2" && anyway !== true
      ? { refused: "CONFLICT", doubts: ["DISTANCE"], distanceMetres: 900 }
      : { mergeServiceRequest: someRequest({ id: String(id), status: "MERGED" }) },
  );
  const run = runOf({ ...emptyPlan("MERGE"), intoId: "r9" }, ["r1", "r2"]);
  await run.start();
  expect(run.doubted.map(({ id }) => id)).toEqual(["r2"]);

  await run.anyway();

  expect(run.of("done").map(({ id }) => id)).toEqual(["r1", "r2"]);
  expect(server.variablesOf("MergeChosen").map(({ id, anyway }) => [id, anyway])).toEqual([
    ["r1", false],
    ["r2", false],
    ["r2", true],
  ]);
});
