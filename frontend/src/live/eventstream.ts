import { EventParser, type ServerEvent } from "./eventparser";
import type { Result } from "./feed";
import { tell, type Operation, type Road, type Watcher, type Wire } from "./wire";

const address = "/graphql/stream";
/** The server gives a sign of life every 25 seconds. */
export const longestSilenceMilliseconds = 50_000;
/** A screen begins several operations within a moment, and each change of the list is another request. */
export const gatherMilliseconds = 100;

interface Told {
  id: string;
  payload: Result;
}

/** Server-sent events, all operations in one answer: a browser has six connections for all its tabs of a site. */
export const openEventStream: Road = (watcher, patienceMilliseconds) => new EventStream(watcher, patienceMilliseconds);

class EventStream implements Wire {
  readonly #operations = new Map<string, Operation>();
  #named = 0;
  #isOver = false;
  #request = new AbortController();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** Why the server ends the answer, if it says so: the close code of a socket. */
  #code: number | undefined;

  constructor(
    private readonly watcher: Watcher,
    private readonly patienceMilliseconds: number,
  ) {}

  /** Asks anew for all, each operation from its newest cursor. One that is stopped is just not asked for again. */
  carry(operation: Operation): () => void {
    const id = String((this.#named += 1));
    this.#operations.set(id, operation);
    this.#gathering ??= setTimeout(() => this.#ask(), gatherMilliseconds);
    return () => this.#operations.delete(id);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#gathering);
    clearTimeout(this.#silence);
    this.#request.abort();
  }

  #ask(): void {
    this.#gathering = undefined;
    this.#request.abort();
    if (this.#operations.size === 0) return;
    const request = (this.#request = new AbortController());
    this.#bearSilence(this.patienceMilliseconds);
    const ended = () => this.#ended(request);
    this.#follow(request.signal).then(ended, ended);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const operations = [...this.#operations].map(([id, { payload }]) => ({ id, ...payload }));
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    const answer = await fetch(address, { method: "POST", body: JSON.stringify(operations), headers, cache: "no-store", signal });
    const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (!isStream || answer.body === null) return;
    const [reader, decoder, parser] = [answer.body.getReader(), new TextDecoder(), new EventParser()];
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      this.#bearSilence(longestSilenceMilliseconds);
      // The head of an answer alone may come from a proxy that keeps the rest to itself.
      if (isFirst) this.watcher.opened();
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (signal.aborted) return;
        this.#take(event);
      }
    }
  }

  #take({ name, data }: ServerEvent): void {
    if (name === "close") this.#code = (JSON.parse(data) as { code: number }).code;
    if (name !== "next") return;
    const { id, payload } = JSON.parse(data) as Told;
    const operation = this.#operations.get(id);
    if (operation !== undefined) tell(operation, payload);
  }

  #bearSilence(milliseconds: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#request.abort(), milliseconds);
  }

  #ended(request: AbortController): void {
    request.abort();
    if (this.#isOver || request !== this.#request) return;
    clearTimeout(this.#silence);
    // The server ends its answer when all in it is refused: another one is asked for by then, or nothing.
    if (this.#gathering !== undefined || this.#operations.size === 0) return;
    this.#isOver = true;
    this.watcher.ended(this.#code);
  }
}
