// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { emptyDraft } from "../../../src/domain/draft";
import { PendingPhotos } from "../../../src/photos/pendingphotos.svelte";
import { PendingReport } from "../../../src/stores/report/pendingreport.svelte";
import { reportLock } from "../../../src/drafts/outboxstore";
import { takeLock } from "../../../src/drafts/tablock";
import { settled } from "../../fakeserver";
import { someRequest } from "../../somerequest";
import { accept, fill, place, server, startBrowser, tab, waiting } from "../report/browser";

beforeEach(startBrowser);

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

test("a report of one account is never sent with the session of another that has signed in since", async () => {
  const stored = accept();
  const { report, outbox } = tab("asel");
  fill(report, "Абай 1");
  const draft = JSON.parse(JSON.stringify(report.draft)) as typeof report.draft;
  await waiting.put({ draft, owner: "asel", photoCount: 0, queuedAt: 1, refusal: null });
  server.hasNetwork = false;
  const leave = outbox.open("asel");
  await vi.waitFor(() => expect(outbox.reports[0]?.delivery.state).toBe("waiting"));

  server.account = "kairat";
  server.hasNetwork = true;
  outbox.reports[0]!.delivery.retryNow();
  await vi.waitFor(() => expect(outbox.reports[0]?.delivery.state).toBe("idle"));
  expect([server.variablesOf("SubmitServiceRequest"), stored.size]).toEqual([[], 0]);
  expect([...waiting.entries.values()]).toMatchObject([{ owner: "asel", refusal: null }]);
  leave();

  server.account = "asel";
  const stop = tab("asel").outbox.open("asel");
  await vi.waitFor(() => expect(waiting.entries.size).toBe(0));
  expect([...stored.values()]).toEqual(["Абай 1"]);
  stop();
});

test("a form that another account's session refuses keeps its report as a draft of its author", async () => {
  accept();
  const { report } = tab("asel");
  fill(report, "Абай 1");
  server.account = "kairat";

  await report.send();

  expect(server.variablesOf("SubmitServiceRequest")).toEqual([]);
  expect([report.failure?.code, report.draft.address]).toEqual(["UNAUTHENTICATED", "Абай 1"]);
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
