import type { Result, Sink, SubscribePayload } from "./feed";

/** One subscription, on any connection. Its payload holds the newest cursor, so it can be sent again at any time. */
export interface Operation {
  readonly payload: SubscribePayload;
  readonly sink: Sink;
}

/** What a connection calls. It calls neither method after it has ended or was closed. */
export interface ConnectionListener {
  /** Results arrive from now on. Called again after each gap in which none could arrive. */
  opened(): void;
  /** The connection broke, the server closed it, or it did not open in time. */
  ended(code?: number): void;
}

/** One connection to the server, from its opening to its end: it never reconnects. */
export interface Connection {
  /** Starts an operation on this connection; returns the function that stops it. */
  attach(operation: Operation): () => void;
  close(): void;
}

/** Opens a connection. A connection that does not open within the timeout ends. */
export type Transport = (listener: ConnectionListener, openTimeoutMilliseconds: number) => Connection;

/** Passes a result to its operation. An error thrown by one screen is reported and does not stop the other screens. */
export function deliver({ sink }: Operation, result: Result): void {
  try {
    sink.next(result);
  } catch (reason) {
    reportError(reason);
  }
}
