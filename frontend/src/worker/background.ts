import { Failure } from "../api/failure";
import { unreadable } from "../drafts/device";
import { photosKey, reportLock, type OutboxEntry, type OutboxStore } from "../drafts/outboxstore";
import { takeLock } from "../drafts/tablock";
import { ViewerDocument } from "../gql/documents";
import { wait } from "../live/backoff";
import type { Run } from "../outbox/run";
import { sendReport } from "../outbox/sendreport";
import { explain, sendStep } from "../outbox/sendstep";
import { endOfHold, isHeldBack, nextOf, released, stepPhotosKey, stepsLock, type Step } from "../outbox/step";
import type { StepStore } from "../outbox/stepstore";
import { evidenceIn, type PhotoStore, type StoredPhoto } from "../photos/photostore";

/** The stores of the device. */
interface Stores {
  reports: OutboxStore;
  steps: StepStore;
  photos: PhotoStore;
}

const never = new AbortController().signal;
/** A browser ends the event of a worker that waits for minutes. */
const longestHold = 90_000;

/**
 * Sends what waits for the signed-in account while no page is open. What a page has taken into its hands is left to it:
 * both take the same locks, and the server takes every id once.
 */
export class Background {
  constructor(
    private readonly stores: Stores,
    private readonly run: Run,
    /** Called when a store has changed. */
    private readonly changed: () => void,
    private readonly now: () => number = Date.now,
    private readonly pause: (milliseconds: number) => Promise<void> = wait,
  ) {}

  /** Sends everything that can be sent. Throws where the browser should try again later. */
  async send(): Promise<void> {
    const { viewer } = await this.run(ViewerDocument, {});
    // What waits belongs to an account, and waits until it has signed in.
    if (viewer === null) return;
    try {
      await this.#sendReports(viewer.id);
      await this.#sendSteps(viewer.id);
    } catch (reason) {
      if (!(reason instanceof Failure && reason.code === "UNAUTHENTICATED")) throw reason;
    } finally {
      this.changed();
    }
  }

  async #sendReports(owner: string): Promise<void> {
    for (const { draft } of readable(await this.stores.reports.all(owner))) {
      const release = await takeLock(reportLock(draft.id), never, "free");
      if (release === null) continue;
      try {
        // Read again under the lock: a page may have sent it meanwhile.
        const entry = readable(await this.stores.reports.get(draft.id));
        if (entry !== null && entry.refusal === null && entry.arrived == null) await this.#sendOne(entry);
      } finally {
        release();
      }
    }
  }

  async #sendOne(entry: OutboxEntry): Promise<void> {
    const { reports } = this.stores;
    const { draft } = entry;
    const stored = await this.#photosOf(photosKey(draft.id));
    const { photos, shots } = evidenceIn(stored);
    try {
      if (photos.length < entry.photoCount) throw new Failure("PHOTOS_LOST", "the device has lost photos", "photos");
      await reports.put({ ...entry, draft: { ...draft, attempted: true } });
      const { id, number } = await sendReport(draft, photos, shots, this.#as(entry.owner));
      await reports.put({ ...entry, arrived: { id, number } });
      await this.stores.photos.save(photosKey(draft.id), []);
    } catch (reason) {
      const { code, field, fault } = refusalIn(reason);
      const refusal = { code, field, number: fault.number ?? null };
      await reports.put({ ...entry, refusal });
    }
  }

  async #sendSteps(owner: string): Promise<void> {
    await this.#waitForHeld(owner);
    const release = await takeLock(stepsLock(owner), never, "free");
    if (release === null) return;
    try {
      for (;;) {
        const next = nextOf(readable(await this.stores.steps.all(owner)), this.now());
        if (next === null) return;
        await this.#sendStep(next);
      }
    } finally {
      release();
    }
  }

  /** A page that was closed while its user could take steps back has left them: they go once their time is over. */
  async #waitForHeld(owner: string): Promise<void> {
    const left = readable(await this.stores.steps.all(owner)).map((step) => endOfHold(step) - this.now());
    const soon = left.filter((milliseconds) => milliseconds > 0 && milliseconds <= longestHold);
    if (soon.length > 0) await this.pause(Math.max(...soon) + 1);
  }

  async #sendStep(step: Step): Promise<void> {
    const { steps } = this.stores;
    // A page may take it back at this moment: of the two, the first at the store has it.
    if (isHeldBack(step) && readable(await steps.update(step.id, released)) === null) return;
    try {
      const stored = step.photoCount === 0 ? [] : await this.#photosOf(stepPhotosKey(step.id));
      await sendStep(step, evidenceIn(stored), this.#as(step.owner));
      await steps.remove(step.id);
      await this.stores.photos.save(stepPhotosKey(step.id), []);
    } catch (reason) {
      const refusal = await explain(step, refusalIn(reason), this.run);
      // A refusal that cannot be stored would be sent again and again.
      if (!(await steps.put({ ...released(step), refusal }))) throw reason;
    }
  }

  /** Another account may sign in with this browser while the worker sends. */
  #as(account: string): Run {
    return (document, variables) => this.run(document, variables, account);
  }

  async #photosOf(key: string): Promise<StoredPhoto[]> {
    return readable(await this.stores.photos.load(key));
  }
}

/** Returns the refusal of the server; throws everything after which the same may be sent again. */
function refusalIn(reason: unknown): Failure {
  const isRefusal = reason instanceof Failure && !reason.isNetwork;
  if (!isRefusal || reason.code === "RATE_LIMITED" || reason.code === "UNAUTHENTICATED") throw reason;
  return reason;
}

function readable<Value>(value: Value | typeof unreadable): Value {
  if (value === unreadable) throw new Failure("NETWORK", "the device cannot read its store at present");
  return value;
}
