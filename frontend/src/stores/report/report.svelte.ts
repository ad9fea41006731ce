import { mutate } from "../../api/client";
import { Failure } from "../../api/failure";
import { draftIn, emptyDraft, hasSameContents, isPristine, type Draft } from "../../domain/draft";
import type { Point, ProposedBy } from "../../domain/point";
import type { ServiceRequest } from "../../domain/request";
import { uuid7 } from "../../domain/uuid7";
import { drafts } from "../../drafts/browserdrafts";
import type { DraftStore, Owner } from "../../drafts/draftstore";
import { DraftLock } from "../../drafts/draftlock";
import { photosKey } from "../../drafts/outboxstore";
import { WithdrawServiceRequestDocument } from "../../gql/documents";
import { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { Delivery } from "../outbox/delivery.svelte";
import { Outbox, outbox } from "../outbox/outbox.svelte";
import type { PendingReport } from "./pendingreport.svelte";

/** The request that was stored before its author changed the report. */
export interface Earlier {
  id: string;
  number: string;
}

/**
 * The report form of this tab with its photos. Each tab has a draft of its own, stored under the account, and a new tab
 * continues one that no other tab shows.
 */
export class Report {
  draft: Draft = $state(emptyDraft(""));
  /** The photos are stored in IndexedDB, because local storage is too small for them. */
  photos: PendingPhotos = $state.raw(photosOf(this.draft));
  /** The place that a photo or an address proposed, while the user has chosen no other. */
  proposed: Point | null = $state.raw(null);
  proposedBy: ProposedBy = $state("PHOTO");
  /** Whether the place was chosen before the form was opened, so that a click must not move it. */
  isPlaceKept = $state(false);
  /** The place that the user clicked while another one was kept. */
  otherPlace: { point: Point; cityId: string } | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** Set when the server has an earlier text of this report: the user decides what happens to the change. */
  earlier: Earlier | null = $state.raw(null);
  pending: PendingReport | null = $state.raw(null);
  #owner: Owner | undefined;
  readonly #lock = new DraftLock();
  readonly #idle = new Delivery();

  constructor(
    private readonly store: DraftStore = drafts,
    private readonly tab: Storage = sessionStorage,
    private readonly box: Outbox = outbox,
  ) {}

  get delivery(): Delivery { return this.pending?.delivery ?? this.#idle; }

  get isEmpty(): boolean {
    return isPristine(this.draft) && this.photos.pictures.length + this.photos.preparing === 0;
  }

  /** Shows the draft of this account. What a visitor typed before signing in becomes the account's. */
  open(owner: Owner): void {
    const before = this.#owner;
    if (before === owner) return;
    const takesAlong = before === null && owner !== null && !this.isEmpty;
    this.#owner = owner;
    if (takesAlong) {
      this.store.remove(null, purposeOf(this.draft.id));
      this.tab.removeItem(tabKey(null));
      return this.save();
    }
    // Nothing of the account before may remain on screen.
    const id = this.tab.getItem(tabKey(owner));
    const stored = id === null ? null : draftIn(this.store.read(owner, purposeOf(id)));
    if (stored !== null) {
      this.#show(stored, true);
      void this.#keep(stored);
    } else {
      this.#begin("");
      void this.#continueOther(owner);
    }
  }

  /** Gives the draft free when the page goes, at once: the page that is loaded instead asks for it. */
  watchPage(): () => void {
    const leave = () => this.#lock.free();
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (persisted) this.#lock.hold(this.draft.id);
    };
    addEventListener("pagehide", leave);
    addEventListener("pageshow", comeBack);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", comeBack);
    };
  }

  save(): void {
    const draft = $state.snapshot(this.draft);
    if (this.#owner === undefined) return;
    this.tab.setItem(tabKey(this.#owner), draft.id);
    this.pending?.update(draft);
    if (this.pending?.isStored === true) return;
    if (this.isEmpty) this.store.remove(this.#owner, purposeOf(draft.id));
    else this.store.write(this.#owner, purposeOf(draft.id), draft);
  }

  /** Takes the clicked point as the place; a kept place is not moved until the user has agreed. */
  click(point: Point, cityId: string): void {
    if (this.isPlaceKept && this.draft.location !== null) this.otherPlace = { point, cityId };
    else this.locate(point, cityId);
  }

  locate(point: Point, cityId: string): void {
    this.proposed = null;
    this.otherPlace = null;
    this.isPlaceKept = false;
    this.draft.location = point;
    this.draft.cityId = cityId;
    this.save();
  }

  propose(point: Point, cityId: string, by: ProposedBy): void {
    this.locate(point, cityId);
    this.proposed = point;
    this.proposedBy = by;
  }

  /** The form is closed: its draft stays, and what is being sent goes on without it. */
  leave(): void {
    this.otherPlace = null;
    this.isPlaceKept = this.draft.location !== null;
    if (this.pending === null) return;
    this.pending = null;
    this.#begin(this.draft.cityId);
  }

  discard(cityId: string): void {
    void this.photos.clear();
    if (this.#owner !== undefined) this.store.remove(this.#owner, purposeOf(this.draft.id));
    this.#begin(cityId);
  }

  /**
   * Sends the report with retries; the server accepts one id once. Returns null when it was not stored: `failure` or
   * `earlier` says why, or the form was left and the outbox goes on.
   */
  async send(): Promise<ServiceRequest | null> {
    if (this.#owner == null || this.pending !== null) return null;
    this.failure = null;
    this.earlier = null;
    const pending = this.box.add($state.snapshot(this.draft), this.#owner, this.photos);
    const owner = this.#owner;
    this.pending = pending;
    try {
      // From then on the outbox has it; without a storage that takes it, the draft stays.
      const stored = () => this.store.remove(owner, purposeOf(pending.id));
      const sent = await this.box.deliver(pending, stored);
      if (this.pending !== pending) {
        await this.box.settle(pending, sent);
        return null;
      }
      this.pending = null;
      if (sent === null) {
        // Another tab has sent it, or the session has ended and the outbox keeps it.
        this.#begin(this.draft.cityId);
        return null;
      }
      if (sent.isOutdated) {
        await this.#takeBack(pending);
        this.earlier = sent.request;
        return null;
      }
      this.discard(sent.request.city.id);
      return sent.request;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (this.pending !== pending) {
        await this.box.fail(pending, reason);
        return null;
      }
      return this.#refused(pending, reason);
    }
  }

  /** Sends the report under an id of its own. With `instead`, that request is withdrawn when this one is stored. */
  async sendAnew(instead: Earlier | null = null): Promise<ServiceRequest | null> {
    await this.#renew();
    const sent = await this.send();
    if (sent === null || instead === null) return sent;
    const arrival = { id: sent.id, number: sent.number };
    try {
      await mutate(WithdrawServiceRequestDocument, { id: instead.id });
      this.box.mention({ ...arrival, notReplaced: null });
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      this.box.mention({ ...arrival, notReplaced: instead.number });
    }
    return sent;
  }

  /** Brings a waiting report back into the form, to mend it. The draft on screen stays stored. */
  async edit(pending: PendingReport): Promise<void> {
    const { draft, refusal, photos } = pending;
    await this.box.remove(pending);
    photos.reopen();
    this.#show(draft, true, photos);
    this.#lock.hold(draft.id);
    this.save();
    if (refusal === null) return;
    if (refusal.number !== null) this.earlier = { id: draft.id, number: refusal.number };
    else this.failure = new Failure(refusal.code, "the report was refused", refusal.field);
  }

  async #refused(pending: PendingReport, failure: Failure): Promise<ServiceRequest | null> {
    this.pending = null;
    await this.#takeBack(pending);
    if (failure.code !== "CONFLICT" || failure.field !== "id") {
      this.failure = failure;
      return null;
    }
    const { number } = failure.fault;
    // Not sent from here before: another tab or browser has used the id, and this is another report.
    if (number === undefined || !pending.draft.attempted) return this.sendAnew();
    this.earlier = { id: pending.id, number };
    return null;
  }

  async #takeBack(pending: PendingReport): Promise<void> {
    this.draft.attempted = pending.draft.attempted;
    this.save();
    await this.box.remove(pending);
  }

  async #renew(): Promise<void> {
    const old = this.draft.id;
    this.draft.id = uuid7();
    this.draft.attempted = false;
    this.#lock.hold(this.draft.id);
    await this.photos.rename(photosKey(this.draft.id));
    this.save();
    if (this.#owner !== undefined) this.store.remove(this.#owner, purposeOf(old));
  }

  #begin(cityId: string): void {
    this.#show(emptyDraft(cityId), false);
    this.#lock.hold(this.draft.id);
    // Photos are stored under the id of the draft, so the new id must survive a reload.
    this.save();
  }

  #show(draft: Draft, isKept: boolean, photos: PendingPhotos = photosOf(draft)): void {
    if (this.photos !== photos) this.photos.close();
    this.pending = null;
    this.proposed = null;
    this.otherPlace = null;
    this.failure = null;
    this.earlier = null;
    this.draft = draft;
    this.photos = photos;
    this.isPlaceKept = isKept && draft.location !== null;
  }

  /** Keeps the draft that was loaded after a reload; a copy of a tab begins with a draft of its own. */
  async #keep(stored: Draft): Promise<void> {
    if ((await this.#lock.keep(stored.id)) || this.draft.id !== stored.id) return;
    if (hasSameContents(this.draft, stored)) return this.#begin(stored.cityId);
    this.draft.id = uuid7();
    this.#lock.hold(this.draft.id);
    await this.photos.rename(photosKey(this.draft.id), { keepOld: true });
    this.save();
  }

  /** A new tab continues the newest draft that no tab shows, unless the user has begun another one meanwhile. */
  async #continueOther(owner: Owner): Promise<void> {
    const { id } = this.draft;
    const isWanted = () => this.#owner === owner && this.draft.id === id && this.isEmpty;
    for (const { value } of this.store.list(owner, purposeOf(""))) {
      const stored = draftIn(value);
      if (stored === null || stored.id === id) continue;
      if (!(await this.#lock.takeFree(stored.id, isWanted))) continue;
      this.#show(stored, true);
      return this.save();
    }
  }
}

function photosOf(draft: Draft): PendingPhotos {
  return new PendingPhotos(photosKey(draft.id));
}

function purposeOf(id: string): string {
  return `report ${id}`;
}

function tabKey(owner: Owner): string {
  return `qala.report ${owner ?? "visitor"}`;
}

export const report = new Report();
