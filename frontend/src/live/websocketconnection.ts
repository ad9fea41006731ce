import { createClient, type Client } from "graphql-ws";
import { deliver, type Connection, type ConnectionListener, type Operation, type Transport } from "./connection";

/** A socket from which nothing arrives for so long is asked whether it is alive. */
export const quietMilliseconds = 10_000;
/**
 * For how long nothing at all may arrive after that. On a weak mobile network an answer takes ten seconds and more, and
 * a new socket would take as long again.
 */
export const silentMilliseconds = 15_000;

/** A WebSocket with the `graphql-transport-ws` protocol. */
export const openWebSocketConnection: Transport = (listener, openTimeoutMilliseconds) =>
  new WebSocketConnection(listener, openTimeoutMilliseconds);

class WebSocketConnection implements Connection {
  #isOver = false;
  #socket: WebSocket | null = null;
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
      on: {
        connected: (socket) => this.#opened(socket as WebSocket),
        message: () => this.#received(),
        closed: (event) => this.#ended((event as { code?: number }).code),
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
    if (this.#socket !== null) void this.#client.dispose();
    else this.#client.terminate();
  }

  #terminateAfter(milliseconds: number): ReturnType<typeof setTimeout> {
    clearTimeout(this.#timer);
    return setTimeout(() => this.#client.terminate(), milliseconds);
  }

  #opened(socket: WebSocket): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    this.#socket = socket;
    this.#received();
    this.listener.opened();
  }

  /**
   * A phone that changes networks keeps a dead socket that looks open. Whatever arrives shows that it is alive, so the
   * client's own keep-alive does not fit: it counts pongs alone, and they come after all that the server sent before.
   */
  #received(): void {
    if (this.#isOver || this.#socket === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ping(), quietMilliseconds);
  }

  #ping(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type: "ping" }));
    this.#timer = this.#terminateAfter(silentMilliseconds);
  }

  #ended(code: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.listener.ended(code);
  }
}
