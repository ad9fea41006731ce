import type { RoadName } from "../../src/live/choice";
import type { Result } from "../../src/live/feed";
import type { Operation, Watcher, Wire } from "../../src/live/wire";

/** A wire without a network. It keeps its promise: after its end, or after it was closed, it tells nothing more. */
export class FakeWire implements Wire {
  readonly carried: Operation[] = [];
  /** The cursor with which each operation began here. */
  readonly cursors: unknown[] = [];
  isClosed = false;

  constructor(
    readonly road: RoadName,
    readonly patienceMilliseconds: number,
    private readonly watcher: Watcher,
  ) {}

  carry(operation: Operation): () => void {
    this.carried.push(operation);
    this.cursors.push(operation.payload.variables.after);
    return () => this.carried.splice(this.carried.indexOf(operation), 1);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    if (!this.isClosed) this.watcher.opened();
  }

  end(code?: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.watcher.ended(code);
  }

  deliver(result: Result): void {
    if (!this.isClosed) this.carried.forEach(({ sink }) => sink.next(result));
  }
}
