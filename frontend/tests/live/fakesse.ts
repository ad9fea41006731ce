import { vi } from "vitest";

/** One request for an event stream and its response, which the test sends in pieces. */
export class FakeSseResponse {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly operations: { id: string; operationName: string; variables: Record<string, unknown> }[];
  readonly promise: Promise<Response>;
  #settle: (answer: Response) => void = () => {};
  fail: (reason: unknown) => void = () => {};

  constructor(
    readonly address: string,
    readonly init: RequestInit,
  ) {
    this.operations = JSON.parse(init.body as string);
    this.promise = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.fail = reject;
    });
    init.signal?.addEventListener("abort", () => {
      this.fail(init.signal?.reason);
      this.#controller?.error(init.signal?.reason);
    });
  }

  get isAborted(): boolean {
    return this.init.signal?.aborted ?? false;
  }

  /** Sends the head of the response, without any bytes of the body. */
  accept(status = 200, type = "text/event-stream; charset=utf-8"): void {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) });
    this.#settle(new Response(body, { status, headers: { "content-type": type } }));
  }

  send(text: string | Uint8Array): void {
    this.#controller?.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Sends one result to an operation. */
  sendResult(id: string, payload: object): void {
    this.send(`event: next\ndata: ${JSON.stringify({ id, payload })}\n\n`);
  }

  end(): void {
    this.#controller?.close();
  }
}

/** Replaces `fetch` and returns the list of the requests that it receives. */
export function fakeSseServer(): FakeSseResponse[] {
  const answers: FakeSseResponse[] = [];
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    const answer = new FakeSseResponse(address, init);
    answers.push(answer);
    return answer.promise;
  });
  return answers;
}
