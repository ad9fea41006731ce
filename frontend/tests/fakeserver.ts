import { vi } from "vitest";

/** A refusal: its code and the other fields of `extensions`. */
export interface Refusal {
  refused: string;
  field?: string;
  [more: string]: unknown;
}

type Variables = Record<string, unknown>;
type Answer = Record<string, unknown> | Refusal;
type Answering = (variables: Variables) => Answer | Promise<Answer>;

/** Answers operations by their names without a network and records them in the order they came. */
export class FakeServer {
  readonly received: { name: string; variables: Variables }[] = [];
  readonly #answers = new Map<string, Answering>();
  hasNetwork = true;
  /** The account of the session. What is sent for another one is refused; undefined asks for none. */
  account: string | undefined;

  constructor() {
    vi.stubGlobal("fetch", (_url: string, { body, headers }: { body: string; headers?: Record<string, string> }) =>
      this.#answer(JSON.parse(body), headers?.["QalaControl-Account"]),
    );
  }

  on(name: string, answer: Answer | Answering): this {
    this.#answers.set(name, typeof answer === "function" ? (answer as Answering) : () => answer);
    return this;
  }

  /** Returns the variables of each call of an operation. */
  variablesOf(name: string): Variables[] {
    return this.received.filter((one) => one.name === name).map(({ variables }) => variables);
  }

  async #answer(
    { operationName, variables }: { operationName: string; variables?: Variables },
    sender: string | undefined,
  ): Promise<Response> {
    if (!this.hasNetwork) throw new TypeError("no network");
    if (this.account !== undefined && sender !== undefined && sender !== this.account)
      return new Response(JSON.stringify(bodyOf({ refused: "UNAUTHENTICATED" })));
    this.received.push({ name: operationName, variables: variables ?? {} });
    const answer = this.#answers.get(operationName);
    if (answer === undefined) throw new Error(`the test did not say what to answer to ${operationName}`);
    return new Response(JSON.stringify(bodyOf(await answer(variables ?? {}))), {
      headers: { "content-type": "application/json" },
    });
  }
}

/** Resolves when all requests that were already started have been received. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function bodyOf(answer: Answer): object {
  if (!("refused" in answer)) return { data: answer };
  const { refused, ...extensions } = answer as Refusal;
  return { data: null, errors: [{ message: refused, extensions: { code: refused, ...extensions } }] };
}
