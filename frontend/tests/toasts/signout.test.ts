// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyValues } from "../../src/actions/form";
import { released } from "../../src/outbox/step";
import { stepStore } from "../../src/outbox/stepstore";
import { steps } from "../../src/stores/outbox/steps.svelte";
import { holdSteps, sendHeld } from "../../src/toasts/undo.svelte";
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

beforeEach(() => {
  server = new FakeServer();
  new FakeLocks();
  close = steps.open("officer");
});

afterEach(async () => {
  toasts.shown.forEach((one) => toasts.end(one, "pressed"));
  await Promise.all(steps.steps.map((one) => steps.remove(one)));
  close();
});

function hold(...requestIds: string[]) {
  const values = { ...emptyValues(), rejectReason: "SPAM" as const };
  const given = requestIds.map((requestId) => ({ requestId, number: "ALM-1", action: "REJECT" as const, values }));
  return holdSteps(given, () => "Отклонено");
}

test("what can still be taken back is sent before its user signs out, and cannot be taken back any more", async () => {
  server.on("RejectServiceRequest", ({ id }) => ({ rejectServiceRequest: someRequest({ id: String(id) }) }));
  const { undone } = await hold("r1", "r2");
  await settled();
  expect(server.received).toEqual([]);

  await sendHeld();

  expect(server.variablesOf("RejectServiceRequest").map(({ id }) => id)).toEqual(["r1", "r2"]);
  expect([toasts.shown, steps.steps, await undone]).toEqual([[], [], []]);
});

test("what the server refuses at the end stays on the device with its reason", async () => {
  server.on("RejectServiceRequest", { refused: "NOT_ALLOWED" });
  server.on("StepConflict", { serviceRequest: null });
  await hold("r1");

  await sendHeld();

  expect(steps.steps.map(({ step }) => step.refusal?.code)).toEqual(["NOT_ALLOWED"]);
});

test("without a network the user signs out after some seconds, and the step waits for the next sign-in", async () => {
  server.hasNetwork = false;
  await hold("r1");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const sent = sendHeld();
    await vi.advanceTimersByTimeAsync(5_000);
    await sent;
  } finally {
    vi.useRealTimers();
  }
  expect(steps.steps.map(({ step }) => [step.refusal, step.heldUntil])).toEqual([[null, null]]);
});

test("a notice ends when another tab has sent its step: the device may have slept while it stood still", async () => {
  const { pending, undone } = await hold("r1");
  await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));

  // The other tab has begun to send it, as the store says.
  await stepStore.update(pending[0]!.id, released);
  await steps.takeBack(pending[0]!);

  await vi.waitFor(() => expect(toasts.shown).toEqual([]));
  expect(await undone).toEqual([]);
});

test("a press that comes too late says so and gives nothing back", async () => {
  const { pending, undone } = await hold("r1");
  await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
  await stepStore.update(pending[0]!.id, released);
  server.on("RejectServiceRequest", ({ id }) => ({ rejectServiceRequest: someRequest({ id: String(id) }) }));

  toasts.press(toasts.shown[0]!);

  expect(await undone).toEqual([]);
  await vi.waitFor(() => expect(toasts.shown.map(({ notice }) => notice.testid)).toEqual(["undo-late"]));
});
