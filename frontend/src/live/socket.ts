import { createClient, type Client } from "graphql-ws";
import { tell, type Operation, type Road, type Watcher, type Wire } from "./wire";

const pingEveryMilliseconds = 12_000;
const pongWithinMilliseconds = 6_000;

/** A WebSocket. */
export const openSocket: Road = (watcher, patienceMilliseconds) => new Socket(watcher, patienceMilliseconds);

class Socket implements Wire {
  #isOpen = false;
  #isOver = false;
  #patience: ReturnType<typeof setTimeout>;
  readonly #client: Client;

  constructor(
    private readonly watcher: Watcher,
    patienceMilliseconds: number,
  ) {
    this.#patience = this.#give(patienceMilliseconds);
    this.#client = createClient({
      // A function would be waited for, and a socket that is closed meanwhile be opened all the same.
      url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
      // Whether and by which road to come back is not for this one socket to say.
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
      keepAlive: pingEveryMilliseconds,
      on: {
        connected: () => this.#opened(),
        closed: (event) => this.#ended((event as { code?: number }).code),
        // A phone that left the metro holds a socket that looks open and is dead.
        ping: (received) => {
          if (!received) this.#patience = this.#give(pongWithinMilliseconds);
        },
        pong: (received) => {
          if (received) clearTimeout(this.#patience);
        },
      },
    });
  }

  carry(operation: Operation): () => void {
    return this.#client.subscribe(operation.payload, {
      next: (result) => {
        if (!this.#isOver) tell(operation, result);
      },
      error: (reason) => {
        // Anything else is the end of the socket, which is told once and not to each operation.
        if (!this.#isOver && Array.isArray(reason)) operation.sink.error(reason);
      },
      complete: () => {},
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#patience);
    if (this.#isOpen) void this.#client.dispose();
    else this.#client.terminate();
  }

  #give(milliseconds: number): ReturnType<typeof setTimeout> {
    clearTimeout(this.#patience);
    return setTimeout(() => this.#client.terminate(), milliseconds);
  }

  #opened(): void {
    clearTimeout(this.#patience);
    if (this.#isOver) return;
    this.#isOpen = true;
    this.watcher.opened();
  }

  #ended(code: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#patience);
    this.watcher.ended(code);
  }
}
