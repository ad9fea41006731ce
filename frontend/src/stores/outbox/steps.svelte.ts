import { Failure } from "../../api/failure";
import type { ServiceRequest } from "../../domain/request";
import { unreadable } from "../../drafts/device";
import { takeLock } from "../../drafts/tablock";
import { wait } from "../../live/backoff";
import { wakeWorkerWhenOnline } from "../../outbox/backgroundsync";
import { HoldTimer } from "../../outbox/holdtimer";
import { newStep, nextOf, stepPhotosKey, stepsLock, timeAfter, type NewStep, type Step } from "../../outbox/step";
import { stepStore, type StepStore } from "../../outbox/stepstore";
import type { PendingPhotos } from "../../photos/pendingphotos.svelte";
import { Attendance, type Outcome } from "./attendance";
import { Delivery } from "./delivery.svelte";
import { PendingStep, sorted } from "./pendingstep.svelte";
import { requests } from "../requests/requests.svelte";
import { explainPending, sendPending } from "./sendpending";

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
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("qala.outbox");
    this.#channel?.addEventListener("message", () => void this.#read());
    this.#tellOpened();
    void this.#read().then(() => {
      if (this.steps.length > 0) this.#show([]);
      return this.#run();
    });
    return () => {
      this.#owner = null;
      this.#opened = this.#untilOpened();
      this.#closing.abort();
      this.#channel?.close();
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
    const refused = this.#refused(given);
    const queuedAt = refused?.step.queuedAt ?? timeAfter(this.steps, Date.now());
    const step = newStep(given, owner, queuedAt, { photoCount: photos?.pictures.length ?? 0 });
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
   * Stores steps that their user can still take back, by `remove`. Each is sent when it is released, or when its time
   * is over: then also by another tab, or by the worker after the page was closed.
   */
  async hold(given: readonly NewStep[], milliseconds: number): Promise<PendingStep[]> {
    const owner = await this.#ownerOnceOpened();
    const heldUntil = Date.now() + milliseconds;
    const first = timeAfter(this.steps, Date.now());
    const held = given.map((one, index) => new PendingStep(newStep(one, owner, first + index, { heldUntil })));
    const replaced = given.map((one) => this.#refused(one)).filter((one) => one !== undefined);
    held.forEach(({ id }) => this.#storing.add(id));
    await Promise.all(held.map(async (one) => (one.isStored = await this.store.put(one.step))));
    for (const one of replaced) await this.#drop(one);
    this.#show(held);
    this.#runAfterHold();
    return held;
  }

  /** Changes until when steps are held; null sends them. One that was taken out stays out. */
  async holdUntil(held: readonly PendingStep[], heldUntil: number | null): Promise<void> {
    const here = held.filter((one) => this.steps.includes(one) && one.step.heldUntil != null);
    await Promise.all(here.map((one) => this.#save(one, { ...one.step, heldUntil })));
    this.#runAfterHold();
    if (heldUntil === null) await this.#run();
  }

  /** Takes a step out of the outbox; what it holds is the form's again, or is given up by its user. */
  async remove(pending: PendingStep): Promise<void> {
    pending.delivery?.cancel();
    await this.#drop(pending);
    void this.#run();
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

  #refused({ requestId, action }: NewStep): PendingStep | undefined {
    if (action === "COMMENT") return undefined;
    return this.ofRequest(requestId).find(({ step }) => step.action === action && step.refusal !== null);
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
    const id = nextOf(this.steps.map(({ step }) => step), Date.now())?.id;
    return this.steps.find((one) => one.id === id);
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
        if (signal.aborted || !(await this.#deliver(next))) break;
      }
    } finally {
      this.#isRunning = false;
      release?.();
      this.#attendance.letGo();
    }
  }

  async #untilOwn(owner: string, signal: AbortSignal) {
    const free = await takeLock(stepsLock(owner), signal, "free");
    if (free !== null || signal.aborted) return free;
    this.isElsewhere = true;
    this.#attendance.letGo();
    const release = await takeLock(stepsLock(owner), signal);
    this.isElsewhere = false;
    return release;
  }

  /** Sends one step; returns whether the next one may be sent. */
  async #deliver(pending: PendingStep): Promise<boolean> {
    const { signal } = this.#closing;
    try {
      const after = await this.#send(pending);
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

  async #send(pending: PendingStep): Promise<ServiceRequest> {
    const delivery = (pending.delivery = new Delivery());
    return delivery.run(async (options) => {
      try {
        return await sendPending(pending, options);
      } catch (reason) {
        if (reason instanceof Failure && reason.isNetwork) this.#attendance.letGo();
        throw reason;
      }
    }, "ever");
  }

  async #drop(pending: PendingStep, withPhotos = true): Promise<void> {
    this.steps = this.steps.filter((one) => one !== pending);
    await this.store.remove(pending.id);
    if (withPhotos && pending.step.photoCount > 0) await pending.photos.clear();
    this.#tellOthers();
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
    const byId = new Map(stored.map((step) => [step.id, step]));
    const known = this.steps.filter((one) => !one.isStored || one.delivery !== null || byId.has(one.id));
    // What another tab or the worker has sent is on the way to this page by its events.
    const gone = this.steps.filter((one) => !known.includes(one));
    gone.forEach(({ id }) => this.#attendance.settle(id, { kind: "waits" }));
    known.forEach((one) => (one.step = byId.get(one.id) ?? one.step));
    const isKnown = ({ id }: Step) => this.#storing.has(id) || known.some((one) => one.id === id);
    const fresh = stored.filter((step) => !isKnown(step)).map((step) => new PendingStep(step));
    this.steps = sorted([...known, ...fresh]);
    this.#runAfterHold();
  }

  #tellOthers(): void {
    this.#channel?.postMessage("changed");
  }
}

export const steps = new StepOutbox();
