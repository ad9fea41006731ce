import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { runBulk, type Outcome } from "../../src/table/bulk";

const jobs = ["a", "b", "c"].map((id) => ({ id, stepId: `step ${id}` }));

interface Server {
  /** What the next attempts on a request answer; a request without any is done. */
  answers?: Record<string, (Failure | null)[]>;
  stopAfter?: number;
}

async function ran({ answers = {}, stopAfter = Infinity }: Server) {
  const sent: string[] = [];
  const pauses: number[] = [];
  const outcomes: Outcome[] = [];
  await runBulk(jobs, {
    send: async ({ id, stepId }) => {
      sent.push(stepId);
      const answer = answers[id]?.shift() ?? null;
      if (answer !== null) throw answer;
    },
    wait: async (milliseconds) => void pauses.push(milliseconds),
    isStopped: () => outcomes.length >= stopAfter,
    known: (outcome) => outcomes.push(outcome),
  });
  return { sent, pauses, states: outcomes.map(({ id, state }) => `${id} ${state}`), outcomes };
}

const illegal = new Failure("ILLEGAL_TRANSITION", "it is done already");
const lost = () => new Failure("NETWORK", "no network");
const limited = (seconds: number) => new Failure("RATE_LIMITED", "wait", null, {}, null, {}, seconds);

test("every step is sent once, in the order of the requests", async () => {
  const { sent, states } = await ran({});

  expect(sent).toEqual(["step a", "step b", "step c"]);
  expect(states).toEqual(["a done", "b done", "c done"]);
});

test("a refusal concerns its request alone, and says why", async () => {
  const { states, outcomes } = await ran({ answers: { b: [illegal] } });

  expect(states).toEqual(["a done", "b refused", "c done"]);
  expect(outcomes[1]?.failure).toBe(illegal);
});

test("a step whose answer was lost is sent again under its id", async () => {
  const { sent, states } = await ran({ answers: { a: [lost(), lost()] } });

  expect(sent.slice(0, 3)).toEqual(["step a", "step a", "step a"]);
  expect(states).toEqual(["a done", "b done", "c done"]);
});

test("without a network the rest is not sent, and said to be so", async () => {
  const { sent, states } = await ran({ answers: { b: [lost(), lost(), lost(), lost()] } });

  expect(sent).toEqual(["step a", "step b", "step b", "step b", "step b"]);
  expect(states).toEqual(["a done", "b unsent", "c unsent"]);
});

test("the run waits as long as the server asks", async () => {
  const { pauses, states } = await ran({ answers: { b: [limited(7)] } });

  expect(pauses).toEqual([7_000]);
  expect(states).toEqual(["a done", "b done", "c done"]);
});

test("a wait of many minutes is left to the officer", async () => {
  const { pauses, states } = await ran({ answers: { a: [limited(600)] } });

  expect(pauses).toEqual([]);
  expect(states).toEqual(["a unsent", "b unsent", "c unsent"]);
});

test("after the end of the session nothing more is sent", async () => {
  const { sent, states } = await ran({ answers: { a: [new Failure("UNAUTHENTICATED", "sign in")] } });

  expect(sent).toEqual(["step a"]);
  expect(states).toEqual(["a unsent", "b unsent", "c unsent"]);
});

test("stopped, the run ends after the request on its way", async () => {
  const { sent, states } = await ran({ stopAfter: 1 });

  expect(sent).toEqual(["step a"]);
  expect(states).toEqual(["a done", "b unsent", "c unsent"]);
});

test("a fault of the page is not hidden as a refusal", async () => {
  const broken = new TypeError("undefined is no function");

  await expect(ran({ answers: { a: [broken as unknown as Failure] } })).rejects.toBe(broken);
});
