// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppUpdate } from "../../src/worker/appupdate.svelte";

/** One version of the worker, as a tab sees it. */
class FakeWorker extends EventTarget {
  readonly messages: unknown[] = [];

  postMessage(message: unknown): void {
    this.messages.push(message);
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active: FakeWorker | null = new FakeWorker();

  update(): Promise<void> {
    return Promise.resolve();
  }
}

/** The service workers of one origin, as one tab sees them. */
class FakeWorkers extends EventTarget {
  controller: FakeWorker | null = new FakeWorker();
  readonly registration = new FakeRegistration();

  register(): Promise<FakeRegistration> {
    return Promise.resolve(this.registration);
  }

  /** Installs a new version, which waits. */
  install(): FakeWorker {
    const worker = new FakeWorker();
    this.registration.installing = worker;
    this.registration.dispatchEvent(new Event("updatefound"));
    this.registration.installing = null;
    this.registration.waiting = worker;
    worker.dispatchEvent(new Event("statechange"));
    return worker;
  }

  /** Replaces the worker of the tab by the version that waits. */
  activate(): void {
    this.controller = this.registration.active = this.registration.waiting;
    this.registration.waiting = null;
    this.dispatchEvent(new Event("controllerchange"));
  }
}

let workers: FakeWorkers;
let reloads: number;

beforeEach(() => {
  vi.useFakeTimers();
  workers = new FakeWorkers();
  reloads = 0;
  sessionStorage.clear();
});

afterEach(() => void vi.useRealTimers());

/** Opens the page in a tab, and lets it register its worker. */
async function open(): Promise<AppUpdate> {
  const update = new AppUpdate(workers as never, () => (reloads += 1));
  update.watch();
  await vi.advanceTimersByTimeAsync(2_000);
  return update;
}

test("a new version asks, and the tab that agrees is reloaded once it is active", async () => {
  const update = await open();

  const fresh = workers.install();
  expect(update.isReady).toBe(true);
  update.accept();
  expect([fresh.messages, reloads]).toEqual([["activate"], 0]);
  workers.activate();

  expect(reloads).toBe(1);
});

test("a tab whose user has not agreed is never reloaded, and asks", async () => {
  const update = await open();
  workers.install();
  update.isReady = false;

  workers.activate();
  await vi.advanceTimersByTimeAsync(60_000);

  expect([reloads, update.isReady]).toEqual([0, true]);
});

test("the tab that agreed is reloaded although the browser keeps the worker of before", async () => {
  const update = await open();
  workers.install();
  update.accept();

  await vi.advanceTimersByTimeAsync(4_000);

  expect(reloads).toBe(1);
});

test("after such a reload the tab does not ask again", async () => {
  const before = await open();
  const fresh = workers.install();
  before.accept();
  await vi.advanceTimersByTimeAsync(4_000);

  const after = await open();
  workers.activate();

  expect(fresh.messages).toEqual(["activate", "activate"]);
  expect([reloads, after.isReady]).toEqual([2, false]);
});

test("the first worker asks nothing", async () => {
  workers.controller = null;
  const update = await open();

  workers.registration.waiting = new FakeWorker();
  workers.activate();

  expect([reloads, update.isReady]).toEqual([0, false]);
});
