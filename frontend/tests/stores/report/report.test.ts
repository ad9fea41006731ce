// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { emptyDraft } from "../../../src/domain/draft";
import { DraftStore } from "../../../src/drafts/draftstore";
import { Outbox } from "../../../src/stores/outbox/outbox.svelte";
import { PendingPhotos } from "../../../src/photos/pendingphotos.svelte";
import { PendingReport } from "../../../src/stores/report/pendingreport.svelte";
import { Report } from "../../../src/stores/report/report.svelte";
import { reportLock } from "../../../src/drafts/outboxstore";
import { takeLock } from "../../../src/drafts/tablock";
import { FakeLocks } from "../../drafts/fakelocks";
import { FakeOutboxStore } from "../../drafts/fakeoutboxstore";
import { FakePhotoStore } from "../../photos/fakephotostore";
import { FakeServer, settled, type Refusal } from "../../fakeserver";
import { FakeStorage } from "../../fakestorage";
import { someRequest } from "../../somerequest";

const place = { latitude: 43.24, longitude: 76.91 };
let server: FakeServer;
let storage: FakeStorage;
let waiting: FakeOutboxStore;
let locks: FakeLocks;

beforeEach(() => {
  server = new FakeServer();
  storage = new FakeStorage();
  waiting = new FakeOutboxStore();
  locks = new FakeLocks();
});

interface Tab {
  report: Report;
  outbox: Outbox;
  session: FakeStorage;
}

/** A tab of the browser: it shares the storage with the others and has a session storage of its own. */
function tab(owner: string | null, session = new FakeStorage()): Tab {
  const photosOf = (id: string) =>
    new PendingPhotos(`report ${id}`, { store: new FakePhotoStore(), shrink: async (file) => file,
      permittedFix: async () => null, now: () => 0 });
  const outbox = new Outbox(waiting, photosOf);
  const report = new Report(new DraftStore(storage), session, outbox);
  report.open(owner);
  return { report, outbox, session };
}

function fill(report: Report, address: string): void {
  Object.assign(report.draft, { cityId: "almaty", address, categoryId: "pothole", description: "Шұңқыр" });
  report.locate(place, "almaty");
}

function conflict(number?: string): Refusal {
  return { refused: "CONFLICT", field: "id", ...(number !== undefined && { number }) };
}

/** The server of the product: an id belongs to the contents that came first. */
function accept(): Map<string, string> {
  const stored = new Map<string, string>();
  server.on("SubmitServiceRequest", ({ input }) => {
    const { id, address } = input as { id: string; address: string };
    if ((stored.get(id) ?? address) !== address) return conflict("ALM-000001");
    stored.set(id, address);
    return { submitServiceRequest: someRequest({ id, number: `ALM-${stored.size}` }) };
  });
  return stored;
}

test("two tabs send two reports under two ids", async () => {
  const stored = accept();
  const [one, other] = [tab("a"), tab("a")];
  fill(one.report, "Абай 1");
  fill(other.report, "Абай 2");

  await one.report.send();
  await other.report.send();

  expect([...stored.values()]).toEqual(["Абай 1", "Абай 2"]);
});

test("a report whose id was used for another one is sent anew by itself", async () => {
  const stored = accept();
  const { report } = tab("a");
  fill(report, "Абай 2");
  const old = report.draft.id;
  stored.set(old, "Абай 1");

  const sent = await report.send();

  expect(sent?.id).not.toBe(old);
  expect([...stored.values()]).toEqual(["Абай 1", "Абай 2"]);
});

test("an id of another author is given up, too", async () => {
  const ids: string[] = [];
  server.on("SubmitServiceRequest", ({ input }) => {
    ids.push((input as { id: string }).id);
    return ids.length === 1 ? conflict() : { submitServiceRequest: someRequest({ id: ids[1]! }) };
  });
  const { report } = tab("a");
  fill(report, "Абай 1");

  expect((await report.send())?.id).toBe(ids[1]);
  expect(new Set(ids).size).toBe(2);
});

/** Sends a report whose answer is lost, and stops. */
async function loseAnswer(report: Report, stored: Map<string, string>): Promise<void> {
  const { id, address } = report.draft;
  server.hasNetwork = false;
  const sending = report.send();
  await vi.waitFor(() => expect(report.delivery.state).toBe("waiting"));
  stored.set(id, address);
  report.delivery.cancel();
  await sending;
  server.hasNetwork = true;
}

test("a correction after a lost answer is offered, kept and can replace the first report", async () => {
  const stored = accept();
  const { report, outbox } = tab("a");
  fill(report, "Абай 5");
  await loseAnswer(report, stored);
  const first = report.draft.id;
  report.draft.address = "Абай 50";

  expect(await report.send()).toBeNull();

  expect(report.earlier).toEqual({ id: first, number: "ALM-000001" });
  expect(report.draft.address).toBe("Абай 50");
  server.on("WithdrawServiceRequest", { withdrawServiceRequest: someRequest({ id: first }) });
  const sent = await report.sendAnew(report.earlier);
  expect([...stored.values()]).toEqual(["Абай 5", "Абай 50"]);
  expect(server.variablesOf("WithdrawServiceRequest")).toEqual([{ id: first }]);
  expect(outbox.arrivals.map(({ id, notReplaced }) => [id, notReplaced])).toEqual([[sent?.id, null]]);
});

test("a correction is offered after a reload, too", async () => {
  const stored = accept();
  const before = tab("a");
  fill(before.report, "Абай 5");
  await loseAnswer(before.report, stored);

  const { report } = tab("a", before.session);
  report.draft.address = "Абай 50";
  await report.send();

  expect(report.earlier?.number).toBe("ALM-000001");
});

test("without a change the same report is sent once", async () => {
  const stored = accept();
  const { report } = tab("a");
  fill(report, "Абай 5");
  const { id } = report.draft;
  await loseAnswer(report, stored);

  expect((await report.send())?.id).toBe(id);
  expect(report.isEmpty).toBe(true);
});

test("what is changed while the report waits is what is sent", async () => {
  const stored = accept();
  const { report } = tab("a");
  fill(report, "Абай 5");
  server.hasNetwork = false;
  const sending = report.send();
  await vi.waitFor(() => expect(report.delivery.state).toBe("waiting"));
  report.draft.address = "Абай 50";
  report.save();
  server.hasNetwork = true;
  report.delivery.retryNow();
  await sending;

  expect([...stored.values()]).toEqual(["Абай 50"]);
});

test("what is changed while the answer is under way is offered as a correction", async () => {
  const { report } = tab("a");
  server.on("SubmitServiceRequest", () => {
    report.draft.address = "Абай 50";
    report.save();
    return { submitServiceRequest: someRequest({ id: report.draft.id, number: "ALM-000001" }) };
  });
  fill(report, "Абай 5");

  expect(await report.send()).toBeNull();

  expect(report.earlier?.number).toBe("ALM-000001");
  expect(report.draft.address).toBe("Абай 50");
});

test("the next account at the device sees nothing, and the first one finds its draft again", async () => {
  const { report } = tab("a");
  fill(report, "Абай 7, кв. 12");

  report.open(null);
  expect(report.draft.address).toBe("");
  report.open("b");
  expect(report.draft.address).toBe("");
  report.open("a");

  expect(report.draft.address).toBe("Абай 7, кв. 12");
});

test("what a visitor has typed becomes the account's and is no visitor's any more", async () => {
  const { report } = tab(null);
  fill(report, "Абай 7");

  report.open("a");
  expect(report.draft.address).toBe("Абай 7");
  report.open(null);

  expect(report.draft.address).toBe("");
  expect(new DraftStore(storage).list(null, "report ")).toEqual([]);
});

test("a new tab continues the draft of a closed one, and none that another tab shows", async () => {
  const open = tab("a");
  await settled();
  fill(open.report, "Абай 1");
  const other = tab("a");
  await settled();
  expect(other.report.draft.address).toBe("");

  new DraftStore(storage).write("a", "report closed", { ...structuredClone(emptyCopy(open.report)), id: "closed" });
  const third = tab("a");

  await vi.waitFor(() => expect(third.report.draft.id).toBe("closed"));
  expect(locks.isHeld("qala draft closed")).toBe(true);
});

function emptyCopy(report: Report): object {
  return JSON.parse(JSON.stringify(report.draft)) as object;
}

test("a click does not move a kept place until the user agrees", () => {
  const { report } = tab("a");
  report.click(place, "almaty");
  report.click({ latitude: 43.25, longitude: 76.9 }, "almaty");
  expect(report.draft.location).toEqual({ latitude: 43.25, longitude: 76.9 });
  report.leave();

  report.click(place, "almaty");

  expect(report.draft.location).toEqual({ latitude: 43.25, longitude: 76.9 });
  expect(report.otherPlace?.point).toEqual(place);
  report.locate(place, "almaty");
  expect(report.draft.location).toEqual(place);
});

test("a queued report of a closed tab is sent when the page is opened again, by one tab, and mentioned", async () => {
  const stored = accept();
  const closed = tab("a");
  fill(closed.report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(closed.report.draft)) as typeof closed.report.draft;
  await waiting.put({ draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null });
  const [one, other] = [tab("a"), tab("a")];

  const stops = [one.outbox.open("a"), other.outbox.open("a")];
  await vi.waitFor(() => expect(waiting.entries.size).toBe(0));
  await vi.waitFor(() => expect(other.outbox.reports).toHaveLength(0));

  expect(server.variablesOf("SubmitServiceRequest")).toHaveLength(1);
  expect([...one.outbox.arrivals, ...other.outbox.arrivals]).toHaveLength(1);
  expect(stored.size).toBe(1);
  stops.forEach((stop) => stop());
});

test("a report that another tab has sent is not sent again, however slow the storage is", async () => {
  accept();
  const { report } = tab("a");
  fill(report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(report.draft)) as typeof report.draft;
  await waiting.put({ draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null });
  const remove = waiting.remove.bind(waiting);
  vi.spyOn(waiting, "remove").mockImplementation(async (id) => {
    for (let turn = 0; turn < 5; turn += 1) await settled();
    await remove(id);
  });
  const [one, other] = [tab("a"), tab("a")];

  const stops = [one.outbox.open("a"), other.outbox.open("a")];
  await vi.waitFor(() => expect(waiting.entries.size).toBe(0));
  await vi.waitFor(() => expect([...one.outbox.reports, ...other.outbox.reports]).toHaveLength(0));

  expect(server.variablesOf("SubmitServiceRequest")).toHaveLength(1);
  expect([...one.outbox.arrivals, ...other.outbox.arrivals]).toHaveLength(1);
  stops.forEach((stop) => stop());
});

test("another account sends nothing of the first one's", async () => {
  accept();
  const { report, outbox } = tab("a");
  fill(report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(report.draft)) as typeof report.draft;
  await waiting.put({ draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null });

  const stop = outbox.open("b");
  await settled();

  expect(server.variablesOf("SubmitServiceRequest")).toEqual([]);
  expect(outbox.reports).toEqual([]);
  expect(waiting.entries.size).toBe(1);
  stop();
});

test("a report that is refused in the background is kept with the reason and can be mended", async () => {
  server.on("SubmitServiceRequest", { refused: "INVALID_INPUT", field: "address", limit: 300 });
  const { report, outbox } = tab("a");
  fill(report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(report.draft)) as typeof report.draft;
  await waiting.put({ draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null });

  const stop = outbox.open("a");
  await vi.waitFor(() => expect(outbox.reports[0]?.refusal?.field).toBe("address"));
  await report.edit(outbox.reports[0]!);

  expect(report.draft.address).toBe("Абай 1");
  expect(report.failure?.field).toBe("address");
  expect(waiting.entries.size).toBe(0);
  stop();
});

test("a report whose photos the device has lost is not sent without them", async () => {
  accept();
  const { report, outbox } = tab("a");
  fill(report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(report.draft)) as typeof report.draft;
  await waiting.put({ draft, owner: "a", photoCount: 2, queuedAt: 1, refusal: null });

  const stop = outbox.open("a");
  await vi.waitFor(() => expect(outbox.reports[0]?.refusal?.code).toBe("PHOTOS_LOST"));

  expect(server.variablesOf("SubmitServiceRequest")).toEqual([]);
  stop();
});

test("leaving the form while a report waits begins a new one, and the first one goes on", async () => {
  const stored = accept();
  const { report, outbox } = tab("a");
  fill(report, "Абай 1");
  server.hasNetwork = false;
  const sending = report.send();
  await vi.waitFor(() => expect(report.delivery.state).toBe("waiting"));
  report.leave();
  expect(report.isEmpty).toBe(true);
  fill(report, "Абай 2");
  server.hasNetwork = true;
  outbox.reports[0]!.delivery.retryNow();
  await sending;

  expect([...stored.values()]).toEqual(["Абай 1"]);
  expect(outbox.arrivals).toHaveLength(1);
  expect(report.draft.address).toBe("Абай 2");
});

test("an officer's report is sent for the citizen, with what the citizen left", async () => {
  const { report } = tab("officer");
  fill(report, "Абай 5");
  report.draft.taken = { source: "COUNTER", phone: "8 701 234 56 78", name: "", email: "", locale: "RU" };
  server.on("SubmitForCitizen", () => ({ submitForCitizen: someRequest({ id: report.draft.id }) }));

  expect(await report.send()).not.toBeNull();

  const [sent] = server.variablesOf("SubmitForCitizen");
  expect(sent).toMatchObject({
    source: "COUNTER",
    caller: { phone: "8 701 234 56 78", name: null, email: null, locale: "RU" },
    input: { address: "Абай 5" },
  });
  expect((sent?.input as Record<string, unknown>).taken).toBeUndefined();
  expect(server.variablesOf("SubmitServiceRequest")).toEqual([]);
});

test("a store that fails while a report waits for its turn does not make it vanish", async () => {
  const stored = accept();
  const { outbox } = tab("a");
  const draft = { ...emptyDraft("almaty"), id: "d1", address: "Абай 1", location: place };
  const entry = { draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null };
  waiting.entries.set("d1", entry);
  waiting.isBroken = true;
  const pending = new PendingReport(entry, waiting, new PendingPhotos("report 1"));

  await outbox.sendUnattended(pending);

  expect([...stored.values()]).toEqual(["Абай 1"]);
});

test("a store that cannot be read takes no waiting report from the screen", async () => {
  server.hasNetwork = false;
  const { report, outbox } = tab("a");
  const close = outbox.open("a");
  fill(report, "Абай 1");
  void report.send();
  await vi.waitFor(() => expect(report.delivery.state).toBe("waiting"));
  waiting.isBroken = true;

  const channel = new BroadcastChannel("qala.outbox");
  channel.postMessage("changed");
  await settled();
  channel.close();

  expect(outbox.reports.length).toBe(1);
  report.delivery.cancel();
  close();
});

test("reports that waited go one after another, in the order in which they were sent", async () => {
  const order: string[] = [];
  let underWay = 0;
  server.on("SubmitServiceRequest", async ({ input }) => {
    const { id, address } = input as { id: string; address: string };
    underWay += 1;
    await settled();
    order.push(`${address} ${underWay}`);
    underWay -= 1;
    return { submitServiceRequest: someRequest({ id }) };
  });
  const { outbox } = tab("a");
  for (const [id, address] of [["c", "Абай 3"], ["a", "Абай 1"], ["b", "Абай 2"]] as const) {
    const draft = { ...emptyDraft("almaty"), id, address, location: place };
    waiting.entries.set(id, { draft, owner: "a", photoCount: 0, queuedAt: Number(address.at(-1)), refusal: null });
  }

  const close = outbox.open("a");

  await vi.waitFor(() => expect(order).toEqual(["Абай 1 1", "Абай 2 1", "Абай 3 1"]));
  close();
});

/** Stores what the worker has sent while no page was open. */
function sentByTheWorker() {
  const arrived = { id: "r1", number: "ALM-000007" };
  const draft = { ...emptyDraft("almaty"), id: "d1" };
  waiting.entries.set("d1", { draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null, arrived });
  return { ...arrived, notReplaced: null };
}

test("what the worker has sent while the page was closed is mentioned, and is not sent again", async () => {
  const { outbox } = tab("a");
  const arrival = sentByTheWorker();

  const close = outbox.open("a");

  await vi.waitFor(() => expect(outbox.arrivals).toEqual([arrival]));
  expect([server.received, waiting.entries.size, outbox.reports]).toEqual([[], 0, []]);
  close();
});

test("one of several tabs that open at once mentions what the worker has sent", async () => {
  const tabs = [tab("a").outbox, tab("a").outbox];
  const arrival = sentByTheWorker();

  const closings = tabs.map((outbox) => outbox.open("a"));

  await vi.waitFor(() => expect(waiting.entries.size).toBe(0));
  await vi.waitFor(() => expect(tabs.flatMap(({ arrivals }) => arrivals)).toEqual([arrival]));
  closings.forEach((close) => close());
});

test("a tab that waits while the worker sends a report neither sends nor mentions it twice", async () => {
  const stored = accept();
  const draft = { ...emptyDraft("almaty"), id: "d1" };
  const entry = { draft, owner: "a", photoCount: 0, queuedAt: 1, refusal: null };
  waiting.entries.set("d1", entry);
  const finish = await takeLock(reportLock("d1"), new AbortController().signal, "free");
  const { outbox } = tab("a");
  const close = outbox.open("a");
  await vi.waitFor(() => expect(outbox.reports.map(({ isElsewhere }) => isElsewhere)).toEqual([true]));

  const arrived = { id: "r1", number: "ALM-000007" };
  waiting.entries.set("d1", { ...entry, arrived });
  finish?.();

  await vi.waitFor(() => expect(outbox.arrivals).toEqual([{ ...arrived, notReplaced: null }]));
  expect([stored.size, outbox.reports, waiting.entries.size]).toEqual([0, [], 0]);
  close();
});
