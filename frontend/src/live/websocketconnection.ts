import { createClient, type Client } from "graphql-ws";
import { deliver, type Connection, type ConnectionListener, type Operation, type Transport } from "./connection";

const pingEveryMilliseconds = 12_000;
const pongWithinMilliseconds = 6_000;

/** A WebSocket with the `graphql-transport-ws` protocol. */
export const openWebSocketConnection: Transport = (listener, openTimeoutMilliseconds) =>
  new WebSocketConnection(listener, openTimeoutMilliseconds);

class WebSocketConnection implements Connection {
  #isOpen = false;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout>;
  readonly #client: Client;

  constructor(
    private readonly listener: ConnectionListener,
    openTimeoutMilliseconds: number,
  ) {
    this.#timer = this.#terminateAfter(openTimeoutMilliseconds);
    this.#client = createClient({
      // The client awaits a function, and then opens a socket even if it was closed meanwhile: hence a plain string.
      url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
      // The connection manager decides about reconnecting, so this client connects once and never retries.
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
      keepAlive: pingEveryMilliseconds,
      on: {
        connected: () => this.#opened(),
        closed: (event) => this.#ended((event as { code?: number }).code),
        // A phone that changes networks keeps a dead socket that looks open: a missing pong ends it.
        ping: (received) => {
          if (!received) this.#timer = this.#terminateAfter(pongWithinMilliseconds);
        },
        pong: (received) => {
          if (received) clearTimeout(this.#timer);
        },
      },
    });
  }

  attach(operation: Operation): () => void {
    return this.#client.subscribe(operation.payload, {
      next: (result) => {
        if (!this.#isOver) deliver(operation, result);
      },
      error: (reason) => {
        // Any other reason is the end of the socket, which the listener gets once instead of each operation.
        if (!this.#isOver && Array.isArray(reason)) operation.sink.error(reason);
      },
      complete: () => {},
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#isOpen) void this.#client.dispose();
    else this.#client.terminate();
  }

  #terminateAfter(milliseconds: number): ReturnType<typeof setTimeout> {
    clearTimeout(this.#timer);
    return setTimeout(() => this.#client.terminate(), milliseconds);
  }

  #opened(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    this.#isOpen = true;
    this.listener.opened();
  }

  #ended(code: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.listener.ended(code);
  }
}
