import { deliver, type Connection, type ConnectionListener, type Operation, type Transport } from "./connection";
import { EventParser, type ServerEvent } from "./eventparser";
import type { Result } from "./feed";

const address = "/graphql/stream";
/** The server sends a heartbeat every 25 seconds; two missing ones end the connection. */
export const idleTimeoutMilliseconds = 50_000;
/** A screen starts several operations at once, and each change of the set costs a request: they are sent together. */
export const batchDelayMilliseconds = 100;

interface NextMessage {
  id: string;
  payload: Result;
}

/** Server-sent events, all operations in one response: a browser has six connections for all its tabs of a site. */
export const openSseConnection: Transport = (listener, openTimeoutMilliseconds) =>
  new SseConnection(listener, openTimeoutMilliseconds);

class SseConnection implements Connection {
  readonly #operations = new Map<string, Operation>();
  #lastId = 0;
  #isOver = false;
  #request = new AbortController();
  #batchTimer: ReturnType<typeof setTimeout> | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  /** The close code that the server sent before the end of the response, the same as on a WebSocket. */
  #code: number | undefined;

  constructor(
    private readonly listener: ConnectionListener,
    private readonly openTimeoutMilliseconds: number,
  ) {}

  /** Requests all operations again, each from its newest cursor. Stopping one only removes it from the next request. */
  attach(operation: Operation): () => void {
    const id = String((this.#lastId += 1));
    this.#operations.set(id, operation);
    this.#batchTimer ??= setTimeout(() => this.#sendRequest(), batchDelayMilliseconds);
    return () => this.#operations.delete(id);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#batchTimer);
    clearTimeout(this.#idleTimer);
    this.#request.abort();
  }

  #sendRequest(): void {
    this.#batchTimer = undefined;
    this.#request.abort();
    if (this.#operations.size === 0) return;
    const request = (this.#request = new AbortController());
    this.#startIdleTimer(this.openTimeoutMilliseconds);
    const ended = () => this.#ended(request);
    this.#read(request.signal).then(ended, ended);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const response = await this.#fetch(signal);
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (!isStream || response.body === null) return;
    const [reader, decoder, parser] = [response.body.getReader(), new TextDecoder(), new EventParser()];
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      this.#startIdleTimer(idleTimeoutMilliseconds);
      // A buffering proxy passes the head of the response on and keeps the body, so only the first bytes count as open.
      if (isFirst) this.listener.opened();
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (signal.aborted) return;
        this.#handle(event);
      }
    }
  }

  #fetch(signal: AbortSignal): Promise<Response> {
    const operations = [...this.#operations].map(([id, { payload }]) => ({ id, ...payload }));
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    return fetch(address, { method: "POST", body: JSON.stringify(operations), headers, cache: "no-store", signal });
  }

  #handle({ name, data }: ServerEvent): void {
    if (name === "close") this.#code = (JSON.parse(data) as { code: number }).code;
    if (name !== "next") return;
    const { id, payload } = JSON.parse(data) as NextMessage;
    const operation = this.#operations.get(id);
    if (operation !== undefined) deliver(operation, payload);
  }

  #startIdleTimer(milliseconds: number): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#request.abort(), milliseconds);
  }

  #ended(request: AbortController): void {
    request.abort();
    if (this.#isOver || request !== this.#request) return;
    clearTimeout(this.#idleTimer);
    // The server ends a response when all its operations were refused. That is no loss: the next request is planned
    // already, or no operation is left.
    if (this.#batchTimer !== undefined || this.#operations.size === 0) return;
    this.#isOver = true;
    this.listener.ended(this.#code);
  }
}
