// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyValues } from "../../../src/actions/form";
import type { StepOutbox } from "../../../src/stores/outbox/steps.svelte";
import { settled } from "../../fakeserver";
import { someRequest } from "../../somerequest";
import { accept, closeTabs, server, startBrowser, states, store, tab, tabs } from "./steptab";
// An upload reports its progress by XMLHttpRequest, which the fake server does not answer.
vi.mock("../../../src/api/upload", async () => {
  const { mutate } = await import("../../../src/api/client");
  return { upload: mutate };
});

beforeEach(startBrowser);
afterEach(() => {
  vi.useRealTimers();
  closeTabs();
});

/** Holds a rejection, which is sent five seconds later. */
async function hold(steps: StepOutbox, ...requestIds: string[]) {
  const given = requestIds.map((requestId) => ({
    requestId, number: "ALM-000001", action: "REJECT" as const, values: { ...emptyValues(), rejectReason: "SPAM" },
  }));
  return steps.hold(given, 5_000);
}

test("a step that can be taken back is on the device, and nothing is sent before it is released", async () => {
  const order = accept("REJECT");
  const steps = tab();

  const held = await hold(steps, "r1");
  await settled();
  expect([server.received.length, store.entries.size]).toEqual([0, 1]);
  await steps.holdUntil(held, null);

  await vi.waitFor(() => expect([steps.steps.length, store.entries.size]).toEqual([0, 0]));
  expect(order).toEqual(["REJECT"]);
});

test("what was taken back is never sent, also when it is released later", async () => {
  const steps = tab();
  const held = await hold(steps, "r1");

  await steps.remove(held[0]!);
  await steps.holdUntil(held, null);
  await settled();

  expect([server.received, store.entries.size]).toEqual([[], 0]);
});

test("a held step of a tab that was closed is sent once its time is over", async () => {
  const before = tab();
  await hold(before, "r1");
  tabs.pop()!();
  const order = accept("REJECT");

  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: true });
  try {
    const after = tab();
    await vi.waitFor(() => expect(after.steps.length).toBe(1));
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(7_000);
    await vi.waitFor(() => expect(store.entries.size).toBe(0));
  } finally {
    vi.useRealTimers();
  }
  expect(order).toEqual(["REJECT"]);
});

test("many held steps go in their order, each under an id of its own", async () => {
  const sent: unknown[] = [];
  server.on("RejectServiceRequest", (variables) => {
    sent.push(variables);
    return { rejectServiceRequest: someRequest({ id: variables.id as string }) };
  });
  const steps = tab();

  await steps.holdUntil(await hold(steps, "r1", "r2", "r3"), null);

  await vi.waitFor(() => expect(store.entries.size).toBe(0));
  expect(sent).toMatchObject([{ id: "r1", reason: "SPAM" }, { id: "r2" }, { id: "r3" }]);
  expect(new Set(sent.map((one) => (one as { stepId: string }).stepId)).size).toBe(3);
});

test("a merge that the server doubts is kept, and merged when its officer says so", async () => {
  const anyways: unknown[] = [];
  server.on("MergeServiceRequest", ({ anyway }) => {
    anyways.push(anyway);
    return anyway === true
      ? { mergeServiceRequest: someRequest({ id: "r1" }) }
      : { refused: "CONFLICT", doubts: ["DISTANCE"], distanceMetres: 900 };
  });
  const steps = tab();
  const values = { ...emptyValues(), mergeInto: "ALM-000009", mergeIntoId: "r9" };
  const held = await steps.hold([{ requestId: "r1", number: "ALM-000001", action: "MERGE", values }], 5_000);
  await steps.holdUntil(held, null);
  await vi.waitFor(() => expect(states(steps)).toEqual(["MERGE CONFLICT"]));
  expect(held[0]!.step.refusal?.doubt).toEqual({ reasons: ["DISTANCE"], metres: 900 });

  await steps.again(held[0]!, { ...values, mergeAnyway: "ALM-000009" });

  await vi.waitFor(() => expect(steps.steps).toEqual([]));
  expect(anyways).toEqual([false, true]);
});

// Tabs of one browser share the store. Without a channel between them none hears what another one does: so it is for a
// moment after a device has slept, when all their timers fire at once.

/** Lets the device sleep until the time of what is held is over. */
async function sleep(milliseconds = 60_000): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: true });
  await vi.advanceTimersByTimeAsync(milliseconds);
}

test("what was taken back is not sent by a tab that does not know of it", async () => {
  vi.stubGlobal("BroadcastChannel", class { addEventListener() {} postMessage() {} close() {} });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: true });
  const order = accept("REJECT");
  const [one, other] = [tab(), tab()];
  const held = await hold(one, "r1");
  const third = tab();
  await vi.waitFor(() => expect(third.steps).toHaveLength(1));

  expect(await one.takeBack(held[0]!)).toBe(true);
  await sleep();
  await other.holdUntil(third.steps, null);
  await third.holdUntil(third.steps, null);
  vi.useRealTimers();
  await settled();

  expect([order, server.received, store.entries.size]).toEqual([[], [], 0]);
});

test("what another tab has begun to send cannot be taken back, and is sent once", async () => {
  vi.stubGlobal("BroadcastChannel", class { addEventListener() {} postMessage() {} close() {} });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: true });
  const sent: unknown[] = [];
  let answer = () => {};
  server.on("RejectServiceRequest", ({ stepId }) => {
    sent.push(stepId);
    return new Promise((resolve) => (answer = () => resolve({ rejectServiceRequest: someRequest({ id: "r1" }) })));
  });
  const one = tab();
  const held = await hold(one, "r1");
  const other = tab();
  await vi.waitFor(() => expect(other.steps).toHaveLength(1));
  void other.holdUntil(other.steps, null);
  await vi.waitFor(() => expect(sent).toHaveLength(1));

  // The notice of the first tab stood still while the device slept, and still offers it.
  const isTaken = await one.takeBack(held[0]!);
  await one.holdUntil(held, Date.now() + 60_000);
  answer();
  await vi.waitFor(() => expect(store.entries.size).toBe(0));
  await sleep();
  vi.useRealTimers();
  await settled();

  expect([isTaken, sent]).toEqual([false, [held[0]!.id]]);
  await vi.waitFor(() => expect([one.steps, other.steps]).toEqual([[], []]));
});
