import { DraftStore } from "../../../src/drafts/draftstore";
import { Outbox } from "../../../src/stores/outbox/outbox.svelte";
import { PendingPhotos } from "../../../src/photos/pendingphotos.svelte";
import { Report } from "../../../src/stores/report/report.svelte";
import { FakeLocks } from "../../drafts/fakelocks";
import { FakeOutboxStore } from "../../drafts/fakeoutboxstore";
import { FakePhotoStore } from "../../photos/fakephotostore";
import { FakeServer, type Refusal } from "../../fakeserver";
import { FakeStorage } from "../../fakestorage";
import { someRequest } from "../../somerequest";

export const place = { latitude: 43.24, longitude: 76.91 };
export let server: FakeServer;
export let storage: FakeStorage;
export let waiting: FakeOutboxStore;
export let locks: FakeLocks;

/** Starts a browser with an empty storage, and the server that it talks to. */
export function startBrowser(): void {
  server = new FakeServer();
  storage = new FakeStorage();
  waiting = new FakeOutboxStore();
  locks = new FakeLocks();
}

export interface Tab {
  report: Report;
  outbox: Outbox;
  session: FakeStorage;
}

/** A tab of the browser: it shares the storage with the others and has a session storage of its own. */
export function tab(owner: string | null, session = new FakeStorage()): Tab {
  const photosOf = (id: string) =>
    new PendingPhotos(`report ${id}`, { store: new FakePhotoStore(), shrink: async (file) => file,
      permittedFix: async () => null, now: () => 0 });
  const outbox = new Outbox(waiting, photosOf);
  const report = new Report(new DraftStore(storage), session, outbox);
  report.open(owner);
  return { report, outbox, session };
}

export function fill(report: Report, address: string): void {
  Object.assign(report.draft, { cityId: "almaty", address, categoryId: "pothole", description: "Шұңқыр" });
  report.locate(place, "almaty");
}

export function conflict(number?: string): Refusal {
  return { refused: "CONFLICT", field: "id", ...(number !== undefined && { number }) };
}

/** The server of the product: an id belongs to the contents that came first. */
export function accept(): Map<string, string> {
  const stored = new Map<string, string>();
  server.on("SubmitServiceRequest", ({ input }) => {
    const { id, address } = input as { id: string; address: string };
    if ((stored.get(id) ?? address) !== address) return conflict("ALM-000001");
    stored.set(id, address);
    return { submitServiceRequest: someRequest({ id, number: `ALM-${stored.size}` }) };
  });
  return stored;
}
