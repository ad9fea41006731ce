import { unreadable, type Unreadable } from "../../src/drafts/device";
import type { EntryStore } from "../../src/drafts/entrystore";
import type { OutboxEntry } from "../../src/drafts/outboxstore";
import type { Step } from "../../src/outbox/step";

/** A store in memory, which several tabs and the worker of one browser share. */
class FakeEntryStore<Entry extends { owner: string; queuedAt: number }> implements EntryStore<Entry> {
  readonly entries = new Map<string, Entry>();
  /** What a browser does whose storage has failed. */
  isBroken = false;

  constructor(private readonly idOf: (entry: Entry) => string) {}

  all(owner: string): Promise<Entry[] | Unreadable> {
    if (this.isBroken) return Promise.resolve(unreadable);
    const own = [...this.entries.values()].filter((entry) => entry.owner === owner);
    return Promise.resolve(own.sort((one, other) => one.queuedAt - other.queuedAt));
  }

  get(id: string): Promise<Entry | null | Unreadable> {
    return Promise.resolve(this.isBroken ? unreadable : (this.entries.get(id) ?? null));
  }

  put(entry: Entry): Promise<boolean> {
    if (!this.isBroken) this.entries.set(this.idOf(entry), structuredClone(entry));
    return Promise.resolve(!this.isBroken);
  }

  remove(id: string): Promise<void> {
    if (!this.isBroken) this.entries.delete(id);
    return Promise.resolve();
  }

  update(id: string, next: (entry: Entry) => Entry): Promise<Entry | null | Unreadable> {
    if (this.isBroken) return Promise.resolve(unreadable);
    const found = this.entries.get(id);
    if (found === undefined) return Promise.resolve(null);
    this.entries.set(id, structuredClone(next(found)));
    return this.get(id);
  }

  take(id: string, accepts: (entry: Entry) => boolean = () => true): Promise<Entry | null> {
    const found = this.isBroken ? null : (this.entries.get(id) ?? null);
    if (found === null || !accepts(found)) return Promise.resolve(null);
    this.entries.delete(id);
    return Promise.resolve(found);
  }
}

export class FakeOutboxStore extends FakeEntryStore<OutboxEntry> {
  constructor() {
    super(({ draft }) => draft.id);
  }
}

export class FakeStepStore extends FakeEntryStore<Step> {
  constructor() {
    super(({ id }) => id);
  }
}
