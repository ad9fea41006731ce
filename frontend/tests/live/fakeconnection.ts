import type { TransportName } from "../../src/live/transportselector";
import type { Result } from "../../src/live/feed";
import type { Operation, ConnectionListener, Connection } from "../../src/live/connection";

/** A connection without a network. Like a real one, it calls nothing after it has ended or was closed. */
export class FakeConnection implements Connection {
  readonly attached: Operation[] = [];
  /** The cursor with which each operation was attached. */
  readonly cursors: unknown[] = [];
  isClosed = false;

  constructor(
    readonly transport: TransportName,
    readonly openTimeoutMilliseconds: number,
    private readonly listener: ConnectionListener,
  ) {}

  attach(operation: Operation): () => void {
    this.attached.push(operation);
    this.cursors.push(operation.payload.variables.after);
    return () => this.attached.splice(this.attached.indexOf(operation), 1);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    if (!this.isClosed) this.listener.opened();
  }

  end(code?: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.listener.ended(code);
  }

  deliver(result: Result): void {
    if (!this.isClosed) this.attached.forEach(({ sink }) => sink.next(result));
  }
}
