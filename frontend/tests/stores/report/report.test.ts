// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { DraftStore } from "../../../src/drafts/draftstore";
import { Report } from "../../../src/stores/report/report.svelte";
import { settled } from "../../fakeserver";
import { someRequest } from "../../somerequest";
import { accept, conflict, fill, locks, place, server, startBrowser, storage, tab } from "./browser";

beforeEach(startBrowser);

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
