import type { OutboxEntry, OutboxStore } from "../../src/drafts/outboxstore";

/** An outbox store in memory, which several outboxes may share as the tabs of one browser do. */
export class FakeOutboxStore implements OutboxStore {
  readonly entries = new Map<string, OutboxEntry>();

  all(owner: string): Promise<OutboxEntry[]> {
    return Promise.resolve([...this.entries.values()].filter((entry) => entry.owner === owner));
  }

  get(id: string): Promise<OutboxEntry | null> {
    return Promise.resolve(this.entries.get(id) ?? null);
  }

  put(entry: OutboxEntry): Promise<boolean> {
    this.entries.set(entry.draft.id, structuredClone(entry));
    return Promise.resolve(true);
  }

  remove(id: string): Promise<void> {
    this.entries.delete(id);
    return Promise.resolve();
  }
}
