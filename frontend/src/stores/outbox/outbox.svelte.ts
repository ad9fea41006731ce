import { Failure } from "../../api/failure";
import { unreadable } from "../../drafts/device";
import { outboxStore, photosKey, type OutboxEntry, type OutboxStore } from "../../drafts/outboxstore";
import type { Draft } from "../../domain/draft";
import { wait } from "../../live/backoff";
import { wakeWorkerWhenOnline } from "../../outbox/backgroundsync";
import { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { PendingReport, type Sent } from "../report/pendingreport.svelte";

/** A report that has arrived: what the page mentions until the user closes it. */
export interface Arrival {
  id: string;
  number: string;
  /** The number of the earlier request that it should have replaced, if that could not be withdrawn. */
  notReplaced: string | null;
}

/**
 * The reports of the viewer that were sent and not confirmed. They are stored on the device: one whose tab was closed
 * is sent when the page is opened again. A lock per report keeps two tabs from sending one at the same time.
 */
export class Outbox {
  reports: readonly PendingReport[] = $state.raw([]);
  arrivals: readonly Arrival[] = $state.raw([]);
  #owner: string | null = null;
  #channel: BroadcastChannel | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: OutboxStore = outboxStore,
    private readonly photosOf: (id: string) => PendingPhotos = (id) => new PendingPhotos(photosKey(id)),
  ) {}

  /** Sends what the account has waiting, and follows the changes of other tabs. Returns a function that stops it. */
  open(owner: string): () => void {
    this.#owner = owner;
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("qala.outbox");
    this.#channel?.addEventListener("message", () => void this.#read());
    void this.#read();
    return () => {
      this.#owner = null;
      this.#channel?.close();
      this.#channel = null;
      this.reports.forEach((report) => report.close());
      this.reports = [];
    };
  }

  /** Adds the report of the form; the caller calls `deliver`. */
  add(draft: Draft, owner: string, photos: PendingPhotos): PendingReport {
    const entry: OutboxEntry = {
      draft, owner, photoCount: photos.pictures.length, queuedAt: Date.now(), refusal: null,
    };
    const report = new PendingReport(entry, this.store, photos, false);
    this.reports = [...this.reports.filter(({ id }) => id !== draft.id), report];
    return report;
  }

  /** Delivers the report; the entry is removed when the server has the report as it is on screen. */
  async deliver(report: PendingReport, stored: () => void = () => {}): Promise<Sent | null> {
    const sent = await report.deliver(() => {
      if (report.isStored) stored();
      void wakeWorkerWhenOnline();
      this.#tellOthers();
    });
    if (sent !== null && !sent.isOutdated) await this.remove(report);
    return sent;
  }

  /** Takes the report out of the outbox: it is a draft again, or it has arrived. */
  async remove(report: PendingReport): Promise<void> {
    await report.discard();
    this.reports = this.reports.filter((one) => one !== report);
    this.#tellOthers();
  }

  mention(arrival: Arrival): void {
    this.arrivals = [...this.arrivals.filter(({ id }) => id !== arrival.id), arrival];
  }

  dismiss(id: string): void {
    this.arrivals = this.arrivals.filter((one) => one.id !== id);
  }

  /** Sends a report that no form shows, and mentions it when it has arrived. */
  async sendUnattended(report: PendingReport): Promise<void> {
    try {
      await this.settle(report, await this.deliver(report));
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (reason.code !== "RATE_LIMITED") return this.fail(report, reason);
      await wait((reason.retryAfterSeconds ?? 10) * 1_000);
      if (!report.isClosed) await this.sendUnattended(report);
    }
  }

  /** Mentions the report that was sent without a form. */
  async settle(report: PendingReport, sent: Sent | null): Promise<void> {
    if (sent === null) {
      // Another tab or the worker has sent it, or the viewer has left. The first tab that reads mentions the worker's.
      this.reports = this.reports.filter((one) => one !== report);
      return this.#read();
    }
    const { id, number } = sent.request;
    if (sent.isOutdated) return report.refuse({ code: "CONFLICT", field: "id", number });
    await report.photos.clear();
    this.mention({ id, number, notReplaced: null });
  }

  /** Keeps a report that the server refused, until its author has mended it. */
  async fail(report: PendingReport, { code, field, fault }: Failure): Promise<void> {
    // Without a session the report waits for the next sign-in.
    if (code === "UNAUTHENTICATED" || code === "CANCELLED") return;
    await report.refuse({ code, field, number: fault.number ?? null });
  }

  async #read(): Promise<void> {
    const owner = this.#owner;
    if (owner === null) return;
    const found = await this.store.all(owner);
    // A store that cannot be read says nothing about what is on screen.
    if (this.#owner !== owner || found === unreadable) return;
    found.filter(({ arrived }) => arrived != null).forEach((entry) => void this.#tell(entry));
    const entries = found.filter(({ arrived }) => arrived == null);
    const stored = new Set(entries.map(({ draft }) => draft.id));
    const known = this.reports.filter((report) => report.isOwn || !report.isStored || stored.has(report.id));
    const fresh = entries
      .filter(({ draft }) => !known.some(({ id }) => id === draft.id))
      .map((entry) => new PendingReport(entry, this.store, this.photosOf(entry.draft.id)));
    this.reports.filter((report) => !known.includes(report)).forEach((report) => report.close());
    this.reports = [...known, ...fresh];
    fresh.filter(({ refusal }) => refusal === null).forEach((report) => this.#sendInTurn(report));
  }

  /** One after another, in the order in which they were sent: a weak network carries one report well, three badly. */
  #sendInTurn(report: PendingReport): void {
    this.#turn = this.#turn.then(() => (report.isClosed ? undefined : this.sendUnattended(report)));
  }

  /** Mentions a report that the worker has sent while no page was open; of several tabs, one mentions it. */
  async #tell({ draft }: OutboxEntry): Promise<void> {
    const taken = await this.store.take(draft.id);
    if (taken?.arrived != null) this.mention({ ...taken.arrived, notReplaced: null });
  }

  #tellOthers(): void {
    this.#channel?.postMessage("changed");
  }
}
export const outbox = new Outbox();
