import type { Result, Sink, SubscribePayload } from "./feed";

/** One subscription, wherever it runs. Its payload always holds the newest cursor, so it may be sent again at any time. */
export interface Operation {
  readonly payload: SubscribePayload;
  readonly sink: Sink;
}

/** What a wire tells whoever opened it. After its end, or after it was closed, it tells nothing more. */
export interface Watcher {
  /** What it carries arrives from now on. Told again after each moment in which nothing could arrive. */
  opened(): void;
  /** It broke, or the server closed it, or it never opened. */
  ended(code?: number): void;
}

/** One connection to the server, from its beginning to its end: it does not come back by itself. */
export interface Wire {
  /** Begins an operation; call the answer to stop it. */
  carry(operation: Operation): () => void;
  close(): void;
}

/** A way to open wires. One that has not opened after the time has ended. */
export type Road = (watcher: Watcher, patienceMilliseconds: number) => Wire;

/** Tells an operation its result. A fault of one screen is no reason to keep news from the others. */
export function tell({ sink }: Operation, result: Result): void {
  try {
    sink.next(result);
  } catch (reason) {
    reportError(reason);
  }
}
