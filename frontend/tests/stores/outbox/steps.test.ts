// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyValues } from "../../../src/actions/form";
import { PendingPhotos } from "../../../src/photos/pendingphotos.svelte";
import type { StepOutbox } from "../../../src/stores/outbox/steps.svelte";
import { settled } from "../../fakeserver";
import { FakePhotoStore } from "../../photos/fakephotostore";
import { someRequest } from "../../somerequest";
import { someStep } from "../../outbox/somestep";
import {
  accept, closeTabs, pauses, refuse, server, startBrowser, states, store, tab, tabs, take,
} from "./steptab";
type Upload = typeof import("../../../src/api/upload").upload;

// An upload reports its progress by XMLHttpRequest, which the fake server does not answer.
vi.mock("../../../src/api/upload", async () => {
  const { mutate } = await import("../../../src/api/client");
  const upload = (...[document, variables, { account }]: Parameters<Upload>) => mutate(document, variables, account);
  return { upload };
});

beforeEach(startBrowser);
afterEach(closeTabs);

test("a step with a network arrives at once, and nothing is left on the device", async () => {
  const order = accept("CLAIM");
  const stored = vi.fn();
  const steps = tab();

  const outcome = await steps.take(
    { requestId: "r1", number: "ALM-000001", action: "CLAIM", values: emptyValues() }, null, stored,
  );

  expect(outcome.kind).toBe("sent");
  expect(stored).toHaveBeenCalledOnce();
  expect([order, store.entries.size, steps.steps.length]).toEqual([["CLAIM"], 0, 0]);
});

test("without a network steps wait in their order, and a tab that is opened later sends each once", async () => {
  server.hasNetwork = false;
  const before = tab();
  expect((await take(before, "CLAIM")).kind).toBe("waits");
  expect((await take(before, "START")).kind).toBe("waits");
  expect((await take(before, "COMMENT", { text: "келдім" })).kind).toBe("waits");
  tabs.pop()!();
  expect(store.entries.size).toBe(3);

  server.hasNetwork = true;
  const order = accept("CLAIM", "START", "COMMENT");
  const after = tab();

  await vi.waitFor(() => expect(store.entries.size).toBe(0));
  expect(order).toEqual(["CLAIM", "START", "COMMENT"]);
  expect(after.steps).toEqual([]);
});

test("what one account has left is never sent with the session of another one that has signed in since", async () => {
  server.hasNetwork = false;
  const steps = tab();
  await take(steps, "COMMENT", { text: "келдім" });
  const order = accept("COMMENT");

  server.account = "another";
  server.hasNetwork = true;
  steps.retryNow();
  await settled();
  await settled();
  expect([order, store.entries.size, states(steps)]).toEqual([[], 1, ["COMMENT waits"]]);

  server.account = "kairat";
  tabs.pop()!();
  tab();
  await vi.waitFor(() => expect(store.entries.size).toBe(0));
  expect(order).toEqual(["COMMENT"]);
});

test("an answer that was lost makes no second step", async () => {
  const steps = tab();
  const ids: unknown[] = [];
  server.on("AddComment", ({ stepId }) => {
    ids.push(stepId);
    if (ids.length === 1) throw new TypeError("the answer was lost");
    return { addComment: someRequest({ id: "r1" }) };
  });

  expect((await take(steps, "COMMENT", { text: "келдім" })).kind).toBe("waits");
  steps.retryNow();

  await vi.waitFor(() => expect(steps.steps).toEqual([]));
  expect(ids.length).toBe(2);
  expect(ids[0]).toBe(ids[1]);
});

test("a refusal while the form is on screen is the form's, and leaves nothing behind", async () => {
  refuse("CLAIM", "CONFLICT");
  const steps = tab();

  const outcome = await take(steps, "CLAIM");

  expect(outcome).toMatchObject({ kind: "refused", failure: { code: "CONFLICT" } });
  expect([steps.steps, store.entries.size]).toEqual([[], 0]);
});

test("a form waits while the steps before it are being sent, and gets its refusal", async () => {
  let answer: () => void = () => {};
  server.on("AddComment", async () => {
    await new Promise<void>((resolve) => (answer = resolve));
    return { addComment: someRequest({ id: "r1" }) };
  });
  refuse("CLAIM", "CONFLICT");
  const steps = tab();
  const first = take(steps, "COMMENT", { text: "келдім" });
  await vi.waitFor(() => expect(server.variablesOf("AddComment").length).toBe(1));

  const second = take(steps, "CLAIM");
  await settled();
  answer();

  expect((await first).kind).toBe("sent");
  expect(await second).toMatchObject({ kind: "refused", failure: { code: "CONFLICT" } });
  expect(steps.steps).toEqual([]);
});

test("forms let go together when the network goes while a step is being sent", async () => {
  let fail: () => void = () => {};
  server.on("AddComment", () => new Promise((_, reject) => (fail = () => reject(new TypeError("cut")))));
  const steps = tab();
  const first = take(steps, "COMMENT", { text: "келдім" });
  await vi.waitFor(() => expect(server.variablesOf("AddComment").length).toBe(1));
  const second = take(steps, "CLAIM");
  await settled();
  fail();

  expect([(await first).kind, (await second).kind]).toEqual(["waits", "waits"]);
});

/** Two steps and a comment were taken without a network, and another executor was faster. */
async function losesClaim(): Promise<StepOutbox> {
  store.entries.set("s1", someStep());
  store.entries.set("s2", someStep({ id: "s2", action: "START", queuedAt: 2 }));
  store.entries.set("s3", someStep({ id: "s3", action: "COMMENT", queuedAt: 3 }));
  accept("COMMENT", "START");
  refuse("CLAIM", "CONFLICT");
  server.on("StepConflict", {
    serviceRequest: { id: "r1", status: "ACCEPTED", executor: { id: "asel", name: "Асель" } },
  });
  const steps = tab();
  await vi.waitFor(() => expect(states(steps)).toEqual(["CLAIM CONFLICT", "START waits"]));
  return steps;
}

test("a conflict names who was faster; later steps are kept, and comments go on", async () => {
  const steps = await losesClaim();

  expect(steps.steps[0]?.step.refusal).toMatchObject({ code: "CONFLICT", executor: "Асель", status: "ACCEPTED" });
  expect(server.variablesOf("StartWork")).toEqual([]);
  expect(server.variablesOf("AddComment").length).toBe(1);
  expect(store.entries.get("s1")?.refusal?.executor).toBe("Асель");
});

test("a refused step is sent once more when its user says so, and what waits behind it follows", async () => {
  const steps = await losesClaim();
  const order = accept("CLAIM", "START");

  await steps.again(steps.steps[0]!);

  await vi.waitFor(() => expect(steps.steps).toEqual([]));
  expect(order).toEqual(["CLAIM", "START"]);
});

test("the mended step takes the place of the refused one", async () => {
  const steps = await losesClaim();
  const order = accept("CLAIM", "START");

  await take(steps, "CLAIM");

  await vi.waitFor(() => expect(steps.steps).toEqual([]));
  expect(order).toEqual(["CLAIM", "START"]);
});

test("a limit of the server is waited for, and is no refusal", async () => {
  store.entries.set("s1", someStep());
  let attempts = 0;
  server.on("ClaimServiceRequest", () => {
    attempts += 1;
    return attempts === 1
      ? { refused: "RATE_LIMITED", retryAfterSeconds: 7 }
      : { claimServiceRequest: someRequest({ id: "r1" }) };
  });

  const steps = tab();

  await vi.waitFor(() => expect([steps.steps.length, store.entries.size]).toEqual([0, 0]));
  expect(pauses).toEqual([7_000]);
});

test("without a session what waits stays for the next sign-in", async () => {
  store.entries.set("s1", someStep());
  refuse("CLAIM", "UNAUTHENTICATED");

  const steps = tab();
  await vi.waitFor(() => expect(server.variablesOf("ClaimServiceRequest").length).toBe(1));
  await settled();

  expect(states(steps)).toEqual(["CLAIM waits"]);
  expect(store.entries.size).toBe(1);
});

test("two tabs send a step once", async () => {
  const order = accept("CLAIM", "COMMENT");
  server.hasNetwork = false;
  const [one, other] = [tab(), tab()];
  await take(one, "CLAIM");
  await take(other, "COMMENT", { text: "келдім" });

  server.hasNetwork = true;
  await vi.waitFor(() => {
    one.retryNow();
    expect(store.entries.size).toBe(0);
  });

  expect(order).toEqual(["CLAIM", "COMMENT"]);
  expect(server.received.length).toBe(2);
});

test("another account sees and sends nothing of it", async () => {
  store.entries.set("s1", someStep());

  const steps = tab("asel");
  await settled();

  expect([steps.steps, server.received, store.entries.size]).toEqual([[], [], 1]);
});

test("a storage that fails is not taken for an empty one", async () => {
  server.hasNetwork = false;
  const steps = tab();
  await take(steps, "COMMENT", { text: "келдім" });

  store.isBroken = true;
  await take(steps, "COMMENT", { text: "тағы" });

  expect(states(steps)).toEqual(["COMMENT waits", "COMMENT waits"]);
  expect(steps.steps.map(({ isStored }) => isStored)).toEqual([true, false]);
});

test("photos stay with the step, and are the form's again when it was refused", async () => {
  const photos = new FakePhotoStore();
  const services = { store: photos, shrink: async (file: File) => file, permittedFix: async () => null, now: () => 0 };
  const picture = { name: "a.webp", type: "image/webp", bytes: new ArrayBuffer(4), shot: {} };
  await photos.save("form", [picture as never]);
  const pending = new PendingPhotos("form", services);
  await pending.restored;
  refuse("START", "EVIDENCE_REUSED", { number: "ALM-000009" });
  const steps = tab();

  const step = { requestId: "r1", number: "ALM-000001", action: "START", values: emptyValues() } as const;
  const outcome = await steps.take(step, pending, () => {});

  expect(outcome).toMatchObject({ kind: "refused", failure: { code: "EVIDENCE_REUSED" } });
  expect([...photos.stored.keys()]).toEqual(["form"]);
});
