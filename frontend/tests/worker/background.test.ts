import { beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../../src/api/failure";
import { emptyDraft } from "../../src/domain/draft";
import { reportLock } from "../../src/drafts/outboxstore";
import { stepsLock } from "../../src/outbox/step";
import { Background } from "../../src/worker/background";
import { run } from "../../src/worker/run";
import { FakeLocks } from "../drafts/fakelocks";
import { FakeOutboxStore, FakeStepStore } from "../drafts/fakeoutboxstore";
import { FakeServer } from "../fakeserver";
import { someStep } from "../outbox/somestep";
import { FakePhotoStore } from "../photos/fakephotostore";
import { someRequest } from "../somerequest";

let server: FakeServer;
let reports: FakeOutboxStore;
let steps: FakeStepStore;
let photos: FakePhotoStore;
let locks: FakeLocks;
const changed = vi.fn();

beforeEach(() => {
  changed.mockReset();
  reports = new FakeOutboxStore();
  steps = new FakeStepStore();
  photos = new FakePhotoStore();
  locks = new FakeLocks();
  server = new FakeServer();
  server.on("Viewer", { viewer: { id: "kairat" } });
  server.on("SubmitServiceRequest", ({ input }) => ({
    submitServiceRequest: someRequest({ id: (input as { id: string }).id, number: "ALM-000007" }),
  }));
  server.on("ClaimServiceRequest", { claimServiceRequest: someRequest({ id: "r1" }) });
  server.on("AddComment", { addComment: someRequest({ id: "r1" }) });
});

function wake(): Promise<void> {
  return new Background({ reports, steps, photos }, run, changed).send();
}

/** A report of Қайрат that waits. */
function report(id: string, photoCount = 0): void {
  const draft = { ...emptyDraft("almaty"), id, location: { latitude: 43.2, longitude: 76.9 } };
  reports.entries.set(id, { draft, owner: "kairat", photoCount, queuedAt: 1, refusal: null });
}

test("what waits for the account is sent, and the page hears of the report when it is opened", async () => {
  report("d1");
  steps.entries.set("s1", someStep());
  steps.entries.set("s2", someStep({ id: "s2", action: "COMMENT", queuedAt: 2 }));

  await wake();

  expect(server.received.map(({ name }) => name)).toEqual([
    "Viewer", "SubmitServiceRequest", "ClaimServiceRequest", "AddComment",
  ]);
  expect(reports.entries.get("d1")?.arrived).toEqual({ id: "d1", number: "ALM-000007" });
  expect(steps.entries.size).toBe(0);
  expect(changed).toHaveBeenCalled();
});

test("a report that has arrived is not sent again", async () => {
  report("d1");
  await wake();
  await wake();

  expect(server.variablesOf("SubmitServiceRequest").length).toBe(1);
});

test("what belongs to another account waits, and so does everything without a session", async () => {
  steps.entries.set("s1", someStep({ owner: "asel" }));
  await wake();
  server.on("Viewer", { viewer: null });
  steps.entries.set("s2", someStep());
  await wake();

  expect(server.variablesOf("ClaimServiceRequest")).toEqual([]);
  expect(steps.entries.size).toBe(2);
});

test("another account that signs in while the worker sends gets nothing under its name", async () => {
  report("d1");
  steps.entries.set("s1", someStep());
  steps.entries.set("s2", someStep({ id: "s2", action: "COMMENT", queuedAt: 2 }));
  server.account = "kairat";
  server.on("ClaimServiceRequest", () => {
    server.account = "asel";
    return { claimServiceRequest: someRequest({ id: "r1" }) };
  });

  await wake();

  expect(server.received.map(({ name }) => name)).toEqual(["Viewer", "SubmitServiceRequest", "ClaimServiceRequest"]);
  expect([...steps.entries.values()]).toMatchObject([{ id: "s2", refusal: null }]);
});

test("a report is not sent under the name of an account that has signed in since the worker looked", async () => {
  report("d1");
  server.on("Viewer", () => {
    server.account = "asel";
    return { viewer: { id: "kairat" } };
  });

  await wake();

  expect(server.received.map(({ name }) => name)).toEqual(["Viewer"]);
  expect([...reports.entries.values()]).toMatchObject([{ owner: "kairat", refusal: null }]);
  expect(reports.entries.get("d1")?.arrived).toBeUndefined();
});

test("what a page is sending is left to it", async () => {
  report("d1");
  steps.entries.set("s1", someStep());
  const held = [reportLock("d1"), stepsLock("kairat")];
  held.forEach((name) => void navigator.locks.request(name, {}, () => new Promise(() => {})));
  await vi.waitFor(() => expect(held.every((name) => locks.isHeld(name))).toBe(true));

  await wake();

  expect(server.received.map(({ name }) => name)).toEqual(["Viewer"]);
});

test("a refusal is kept with its reason, and the step behind it waits", async () => {
  steps.entries.set("s1", someStep());
  steps.entries.set("s2", someStep({ id: "s2", action: "START", queuedAt: 2 }));
  server.on("ClaimServiceRequest", { refused: "CONFLICT" });
  server.on("StepConflict", { serviceRequest: { id: "r1", status: "ACCEPTED", executor: { id: "a", name: "Асель" } } });

  await wake();

  expect(steps.entries.get("s1")?.refusal).toMatchObject({ code: "CONFLICT", executor: "Асель" });
  expect(steps.entries.get("s2")?.refusal).toBeNull();
});

test("photos that are gone are said, and no report goes without them", async () => {
  report("d1", 1);

  await wake();

  expect(reports.entries.get("d1")?.refusal?.code).toBe("PHOTOS_LOST");
  expect(server.variablesOf("SubmitServiceRequest")).toEqual([]);
});

test("the browser tries again after the network or a limit of the server", async () => {
  steps.entries.set("s1", someStep());
  server.on("ClaimServiceRequest", { refused: "RATE_LIMITED", retryAfterSeconds: 7 });
  await expect(wake()).rejects.toBeInstanceOf(Failure);
  server.hasNetwork = false;
  await expect(wake()).rejects.toBeInstanceOf(Failure);

  expect(steps.entries.get("s1")?.refusal).toBeNull();
});

test("a storage that fails is tried again, and nothing is taken for gone", async () => {
  report("d1", 1);
  photos.isBroken = true;
  await expect(wake()).rejects.toBeInstanceOf(Failure);

  expect(reports.entries.get("d1")?.refusal).toBeNull();
});

test("what its user could still take back when the page was closed is sent once that time is over", async () => {
  steps.entries.set("s1", someStep({ heldUntil: 5_000 }));
  const pauses: number[] = [];
  let now = 1_000;
  const pause = async (milliseconds: number) => {
    expect(server.variablesOf("ClaimServiceRequest")).toEqual([]);
    pauses.push(milliseconds);
    now += milliseconds;
  };

  await new Background({ reports, steps, photos }, run, changed, () => now, pause).send();

  expect(server.variablesOf("ClaimServiceRequest").length).toBe(1);
  expect(pauses.length).toBe(1);
  expect(steps.entries.size).toBe(0);
});

test("a step that a page takes back between two looks of the worker is not sent", async () => {
  steps.entries.set("s1", someStep({ heldUntil: 1 }));
  const all = steps.all.bind(steps);
  let looks = 0;
  steps.all = async (owner) => {
    const found = await all(owner);
    looks += 1;
    // The first look is for how long to wait.
    if (looks === 2) await steps.take("s1");
    return found;
  };

  await wake();

  expect(looks).toBe(3);
  expect(server.variablesOf("ClaimServiceRequest")).toEqual([]);
});

test("the worker leaves a step alone that was taken back meanwhile", async () => {
  steps.entries.set("s1", someStep({ heldUntil: 5_000 }));
  const pause = async () => void steps.entries.delete("s1");

  await new Background({ reports, steps, photos }, run, changed, () => 1_000, pause).send();

  expect(server.variablesOf("ClaimServiceRequest")).toEqual([]);
});
