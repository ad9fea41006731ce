import { Failure } from "../../api/failure";
import { unreadable } from "../../drafts/device";
import { takeLock } from "../../drafts/tablock";
import { wait } from "../../live/backoff";
import { wakeWorkerWhenOnline } from "../../outbox/backgroundsync";
import { HoldTimer } from "../../outbox/holdtimer";
import * as queue from "../../outbox/step";
import { isHeldBack, stepPhotosKey, type NewStep, type Step } from "../../outbox/step";
import { stepStore, type StepStore } from "../../outbox/stepstore";
import type { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { Attendance, type Outcome } from "./attendance";
import { PendingStep, refusedBefore, sorted } from "./pendingstep.svelte";
import { requests } from "../requests/requests.svelte";
import { deliverPending, explainPending } from "./sendpending";
import { changeStored, stepsAfterRead, takeHeld } from "./storedstep";

/**
 * The steps and comments of the viewer that the server has not confirmed. They are stored on the device and sent in
 * their order, by one tab or by the worker; each has an id under which the server takes it once.
 */
export class StepOutbox {
  steps: readonly PendingStep[] = $state.raw([]);
  /** Whether another tab sends them. */
  isElsewhere = $state(false);
  /** Whether the browser wakes the worker, so that they are sent although the page was closed. */
  isSentWhenClosed = $state(false);
  #owner: string | null = null;
  #channel: BroadcastChannel | null = null;
  #closing = new AbortController();
  #isRunning = false;
  #tellOpened: () => void = () => {};
  #opened: Promise<void> = this.#untilOpened();
  readonly #attendance = new Attendance();
  readonly #holdTimer = new HoldTimer();
  /** Those that are being stored: what another tab says of the store must not add them a second time. */
  readonly #storing = new Set<string>();

  constructor(
    private readonly store: StepStore = stepStore,
    private readonly pause: (milliseconds: number) => Promise<void> = wait,
  ) {}

  /** Sends what the account has waiting, and follows other tabs. Returns a function that stops it. */
  open(owner: string): () => void {
    this.#owner = owner;
    this.#closing = new AbortController();
    const channel = (this.#channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("qala.outbox") : null);
    channel?.addEventListener("message", () => void this.#read());
    this.#tellOpened();
    void this.#read().then(() => {
      if (this.steps.length > 0) this.#show([]);
      return this.#run();
    });
    return () => {
      [this.#owner, this.#channel] = [null, null];
      this.#opened = this.#untilOpened();
      this.#closing.abort();
      channel?.close();
      this.#holdTimer.clear();
      this.steps.forEach(({ delivery }) => delivery?.cancel());
      this.#attendance.letGo();
      this.steps = [];
    };
  }

  ofRequest(requestId: string): PendingStep[] {
    return this.steps.filter(({ step }) => step.requestId === requestId);
  }

  /**
   * Stores the step, then sends it; `stored` is called once the device has it. Returns when the server has answered, or
   * when the step has to wait. A step that was refused before is replaced in its place by the mended one.
   */
  async take(given: NewStep, photos: PendingPhotos | null, stored: () => void): Promise<Outcome> {
    const owner = await this.#ownerOnceOpened();
    const refused = refusedBefore(this.steps, given);
    const queuedAt = refused?.step.queuedAt ?? queue.timeAfter(this.steps, Date.now());
    const step = queue.newStep(given, owner, queuedAt, { photoCount: photos?.pictures.length ?? 0 });
    const formKey = photos?.key ?? "";
    const pending = new PendingStep(step, photos);
    pending.isAttended = true;
    // The form keeps its photos until the device has the step: a browser that crashes in between loses none.
    await photos?.rename(stepPhotosKey(step.id), { keepOld: true });
    this.#storing.add(step.id);
    pending.isStored = await this.store.put(step);
    await photos?.forget(formKey);
    if (refused !== undefined) await this.#drop(refused);
    this.#show([pending]);
    if (pending.isStored) stored();
    const outcome = await this.#attend(pending);
    pending.isAttended = false;
    if (outcome.kind === "refused") await photos?.rename(formKey);
    return outcome;
  }

  /**
   * Stores steps that their user can still take back, by `takeBack`. Each is sent when it is released, or when its time
   * is over: then also by another tab, or by the worker after the page was closed.
   */
  async hold(given: readonly NewStep[], milliseconds: number): Promise<PendingStep[]> {
    const owner = await this.#ownerOnceOpened();
    const heldUntil = Date.now() + milliseconds;
    const first = queue.timeAfter(this.steps, Date.now());
    const held = given.map((one, index) => new PendingStep(queue.newStep(one, owner, first + index, { heldUntil })));
    const replaced = given.map((one) => refusedBefore(this.steps, one)).filter((one) => one !== undefined);
    held.forEach(({ id }) => this.#storing.add(id));
    await Promise.all(held.map(async (one) => (one.isStored = await this.store.put(one.step))));
    for (const one of replaced) await this.#drop(one);
    this.#show(held);
    this.#runAfterHold();
    return held;
  }

  /** Changes until when steps are held; null sends them. One that was taken out, also by another tab, stays out. */
  async holdUntil(held: readonly PendingStep[], heldUntil: number | null): Promise<void> {
    const here = held.filter((one) => this.steps.includes(one) && isHeldBack(one.step));
    await Promise.all(here.map((one) => this.#change(one, (step) => queue.heldLonger(step, heldUntil))));
    this.#runAfterHold();
    if (heldUntil === null) await this.#run();
  }

  /** Takes a step out of the outbox; what it holds is the form's again, or is given up by its user. */
  async remove(pending: PendingStep): Promise<void> {
    pending.delivery?.cancel();
    await this.#drop(pending);
    void this.#run();
  }

  /**
   * Takes back a held step; returns whether none of it is sent. After a sleep of the device another tab or the worker
   * may be sending it: of those and this tab, the first at the store has it.
   */
  async takeBack(pending: PendingStep): Promise<boolean> {
    const isTaken = await takeHeld(this.store, pending);
    await (isTaken ? this.#drop(pending) : this.#read());
    void this.#run();
    return isTaken;
  }

  /** Sends a refused step once more, with other values where they are given: the server has taken none of it. */
  async again(pending: PendingStep, values: Step["values"] = pending.step.values): Promise<void> {
    await this.#save(pending, { ...pending.step, values, refusal: null });
    void this.#run();
  }

  retryNow(): void {
    this.steps.forEach(({ delivery }) => delivery?.retryNow());
  }

  /** Shows steps that are stored, here and in the other tabs. */
  #show(stored: readonly PendingStep[]): void {
    stored.forEach(({ id }) => this.#storing.delete(id));
    this.steps = sorted([...this.steps, ...stored]);
    this.#tellOthers();
    void wakeWorkerWhenOnline().then((will) => (this.isSentWhenClosed = will));
  }

  async #ownerOnceOpened(): Promise<string> {
    await this.#opened;
    if (this.#owner === null) throw new Failure("UNAUTHENTICATED", "the viewer has signed out");
    return this.#owner;
  }

  /** A page that holds steps and was closed sends none: another one sends them once their time is over. */
  #runAfterHold(): void {
    this.#holdTimer.set(this.steps, () => void this.#run().then(() => this.#runAfterHold()));
  }

  #untilOpened(): Promise<void> {
    return new Promise((resolve) => (this.#tellOpened = resolve));
  }

  #attend({ id }: PendingStep): Promise<Outcome> {
    const outcome = this.#attendance.wait(id);
    // The steps before it wait for the network, or another tab sends: its form does not wait for that.
    if (this.isElsewhere || this.steps.some(({ delivery }) => delivery?.state === "waiting"))
      this.#attendance.settle(id, { kind: "waits" });
    void this.#run();
    return outcome;
  }

  #next(): PendingStep | undefined {
    const next = queue.nextOf(this.steps.map(({ step }) => step), Date.now());
    return this.steps.find(({ step }) => step === next);
  }

  async #run(): Promise<void> {
    const owner = this.#owner;
    if (owner === null || this.#isRunning || this.#next() === undefined) return;
    const { signal } = this.#closing;
    this.#isRunning = true;
    const release = await this.#untilOwn(owner, signal);
    try {
      // What another tab or the worker has sent meanwhile is not sent again.
      if (release !== null) await this.#read();
      for (let next = this.#next(); release !== null && next !== undefined; next = this.#next()) {
        if (signal.aborted) break;
        if ((await this.#begins(next)) && !(await this.#deliver(next))) break;
      }
    } finally {
      this.#isRunning = false;
      release?.();
      this.#attendance.letGo();
    }
  }

  async #untilOwn(owner: string, signal: AbortSignal) {
    const free = await takeLock(queue.stepsLock(owner), signal, "free");
    if (free !== null || signal.aborted) return free;
    this.isElsewhere = true;
    this.#attendance.letGo();
    const release = await takeLock(queue.stepsLock(owner), signal);
    this.isElsewhere = false;
    return release;
  }

  /** Returns whether a step may be sent; from then on no tab can take it back. */
  async #begins(pending: PendingStep): Promise<boolean> {
    return !isHeldBack(pending.step) || this.#change(pending, queue.released);
  }

  /** Sends one step; returns whether the next one may be sent. */
  async #deliver(pending: PendingStep): Promise<boolean> {
    const { signal } = this.#closing;
    try {
      const after = await deliverPending(pending, () => this.#attendance.letGo());
      requests.put(after);
      await this.#drop(pending);
      this.#attendance.settle(pending.id, { kind: "sent", request: after });
      return true;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      return !signal.aborted && this.#failed(pending, reason);
    } finally {
      pending.delivery = null;
    }
  }

  async #failed(pending: PendingStep, failure: Failure): Promise<boolean> {
    if (failure.code === "UNAUTHENTICATED") {
      // It waits for the next sign-in.
      this.#attendance.letGo();
      return false;
    }
    if (this.#attendance.has(pending.id)) {
      await this.#drop(pending, false);
      this.#attendance.settle(pending.id, { kind: "refused", failure });
      return true;
    }
    // Taken out by its user.
    if (failure.code === "CANCELLED") return !this.steps.includes(pending);
    if (failure.code === "RATE_LIMITED") {
      await this.pause((failure.retryAfterSeconds ?? 10) * 1_000);
      return !this.#closing.signal.aborted;
    }
    const refusal = await explainPending(pending, failure);
    await this.#save(pending, { ...pending.step, refusal });
    return true;
  }

  async #drop(pending: PendingStep, withPhotos = true): Promise<void> {
    this.steps = this.steps.filter((one) => one !== pending);
    await this.store.remove(pending.id);
    if (withPhotos && pending.step.photoCount > 0) await pending.photos.clear();
    this.#tellOthers();
  }

  /** Changes a step, unless another tab has taken it out; returns whether it is still there. */
  async #change(pending: PendingStep, next: (step: Step) => Step): Promise<boolean> {
    const isThere = await changeStored(this.store, pending, next);
    this.steps = isThere ? this.steps : this.steps.filter((one) => one !== pending);
    this.#tellOthers();
    return isThere;
  }

  async #save(pending: PendingStep, step: Step): Promise<void> {
    pending.step = step;
    pending.isStored = await this.store.put(step);
    this.#tellOthers();
  }

  async #read(): Promise<void> {
    const owner = this.#owner;
    if (owner === null) return;
    const stored = await this.store.all(owner);
    // A store that cannot be read says nothing about what is on screen.
    if (this.#owner !== owner || stored === unreadable) return;
    const { steps, gone } = stepsAfterRead(this.steps, stored, this.#storing);
    // What another tab or the worker has sent is on the way to this page by its events.
    gone.forEach(({ id }) => this.#attendance.settle(id, { kind: "waits" }));
    this.steps = steps;
    this.#runAfterHold();
  }

  #tellOthers(): void {
    this.#channel?.postMessage("changed");
  }
}

export const steps = new StepOutbox();
