import { Failure } from "../../api/failure";
import { upload, type UploadOptions } from "../../api/upload";
import type { Run } from "../../outbox/run";
import { sendReport } from "../../outbox/sendreport";
import { hasSameContents, type Draft } from "../../domain/draft";
import type { ServiceRequest } from "../../domain/request";
import { reportLock, type OutboxEntry, type OutboxRefusal, type OutboxStore } from "../../drafts/outboxstore";
import { unreadable } from "../../drafts/device";
import { takeLock, type Release } from "../../drafts/tablock";
import type { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { Delivery } from "../outbox/delivery.svelte";
import { requests } from "../requests/requests.svelte";

/** The request that the server has stored. */
export interface Sent {
  request: ServiceRequest;
  /** Whether the report was changed on screen after the attempt that succeeded: the change has not arrived. */
  isOutdated: boolean;
}

/** One report of the outbox: waits for its turn among the tabs, is sent with retries and can be stopped. */
export class PendingReport {
  draft: Draft = $state.raw()!;
  refusal: OutboxRefusal | null = $state.raw(null);
  /** Whether another tab is sending it. */
  isElsewhere = $state(false);
  /** Whether this tab holds the lock. */
  isOwn = false;
  readonly delivery = new Delivery();
  readonly #entry: OutboxEntry;
  readonly #closing = new AbortController();
  #isDiscarded = false;

  /** `isStored` says whether the entry comes from the store, which another tab may change. */
  constructor(
    entry: OutboxEntry,
    private readonly store: OutboxStore,
    readonly photos: PendingPhotos,
    public isStored = true,
  ) {
    this.#entry = entry;
    this.draft = entry.draft;
    this.refusal = entry.refusal;
  }

  get id(): string {
    return this.draft.id;
  }

  get owner(): string {
    return this.#entry.owner;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Takes over what was changed in the form; the next attempt sends it. */
  update(draft: Draft): void {
    if (hasSameContents(draft, this.draft)) return;
    this.draft = { ...draft, attempted: this.draft.attempted };
    void this.#save();
  }

  /** Stops sending and waiting; the stored entry remains. */
  close(): void {
    this.#closing.abort();
    this.delivery.cancel();
  }

  /** Deletes the entry, then stops. Once this tab has released the lock, the next one sends what is still stored. */
  async discard(): Promise<void> {
    this.#isDiscarded = true;
    await this.store.remove(this.id);
    this.close();
  }

  /** Keeps the entry with the reason, so that its author can mend it. */
  async refuse(refusal: OutboxRefusal): Promise<void> {
    this.refusal = refusal;
    await this.#save();
  }

  /**
   * Returns what the server has stored; null when another tab has sent it or this one was closed. Throws the refusal of
   * the server, or `CANCELLED`.
   */
  async deliver(stored: () => void): Promise<Sent | null> {
    const release = await this.#untilOwn();
    if (release === null) return null;
    try {
      if (this.isStored && (await this.#wasSentElsewhere())) return null;
      this.refusal = null;
      await this.photos.stored();
      await this.#save();
      stored();
      const sent = await this.#send();
      if (!sent.isOutdated) await this.discard();
      return sent;
    } catch (reason) {
      if (this.isClosed) return null;
      throw reason;
    } finally {
      this.isOwn = false;
      release();
    }
  }

  /** Whether another tab or the worker has sent the report while this tab waited for the lock. */
  async #wasSentElsewhere(): Promise<boolean> {
    const entry = await this.store.get(this.id);
    // A store that cannot be read says nothing: the report is sent, and the server takes its id once.
    return entry === null || (entry !== unreadable && entry.arrived != null);
  }

  async #untilOwn(): Promise<Release | null> {
    const name = reportLock(this.id);
    const { signal } = this.#closing;
    let release = await takeLock(name, signal, "free");
    if (release === null && !this.isClosed) {
      this.isElsewhere = true;
      release = await takeLock(name, signal);
      this.isElsewhere = false;
    }
    this.isOwn = release !== null;
    return release;
  }

  async #send(): Promise<Sent> {
    let attempt = this.draft;
    const request = await this.delivery.run(async (options) => {
      attempt = this.draft;
      return this.#sendOnce(attempt, options);
    }, "ever");
    requests.put(request);
    return { request, isOutdated: !hasSameContents(attempt, this.draft) };
  }

  async #sendOnce(draft: Draft, options: UploadOptions): Promise<ServiceRequest> {
    const { attempted } = draft;
    const run: Run = (document, variables) => upload(document, variables, { ...options, account: this.owner });
    await this.photos.stored();
    const { files, shots } = this.photos;
    if (files.length < this.#entry.photoCount) throw this.photos.missing;
    await this.#attempted(true);
    try {
      return await sendReport(draft, files, shots, run);
    } catch (reason) {
      const isAnswer = reason instanceof Failure && !reason.isNetwork && reason.code !== "CANCELLED";
      // A refusal stores nothing, so only an earlier attempt may have.
      if (isAnswer) await this.#attempted(attempted);
      throw reason;
    }
  }

  async #attempted(attempted: boolean): Promise<void> {
    if (this.draft.attempted === attempted) return;
    this.draft = { ...this.draft, attempted };
    await this.#save();
  }

  async #save(): Promise<void> {
    if (this.isClosed || this.#isDiscarded) return;
    this.isStored = await this.store.put({ ...this.#entry, draft: this.draft, refusal: this.refusal });
  }
}
