import { Failure, failureOf, type ErrorLike } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { backoffMilliseconds } from "./backoff";
import { CursorTrail } from "./cursor";

export interface SubscribePayload {
  query: string;
  operationName: string;
  variables: Record<string, unknown>;
  extensions?: { persistedQuery: { version: 1; sha256Hash: string } };
}

export interface Result {
  data?: unknown;
  errors?: readonly ErrorLike[] | undefined;
}

export interface Sink {
  next(result: Result): void;
  /** The server refused to start or to continue the operation. */
  error(errors: readonly ErrorLike[]): void;
}

/** The part of the connection manager that a feed uses; tests pass a fake. */
export interface SubscriptionClient {
  /** Starts a subscription that survives lost connections; returns the function that stops it. */
  subscribe(payload: SubscribePayload, sink: Sink): () => void;
  /** Calls back each time the connection is open again after a loss. */
  onReconnected(listener: () => void): () => void;
  /** Calls back after sign-in or sign-out: a subscription that was refused before may be permitted now. */
  onRenewed(listener: () => void): () => void;
  wait(milliseconds: number): Promise<void>;
}

export interface FeedOptions<Data> {
  query: string;
  /** The SHA-256 of the query, if it is a trusted document. */
  hash?: string | undefined;
  operationName: string;
  variables: Record<string, unknown>;
  /** Null for a subscription without cursors, which cannot resume. */
  cursorOf: ((data: Data) => string | null) | null;
  apply(data: Data): void;
  /** Loads the current state by query; returns the cursor of that state, if it is known. */
  catchUp(): Promise<string | null>;
  refused?(failure: Failure): void;
}

// Another attempt would be refused for the same reason.
const finalCodes = new Set([
  "UNAUTHENTICATED",
  "NOT_ALLOWED",
  "NOT_FOUND",
  "INVALID_INPUT",
  "GRAPHQL_VALIDATION_FAILED",
]);

/** One live subscription that survives lost connections without losing or repeating an event. */
export class Feed<Data> {
  readonly #trail = new CursorTrail();
  #closed = false;
  #failures = 0;
  #catchingUpLater = false;
  #sendsText = false;
  #awaitsSignIn = false;
  #isSubscribed = false;
  readonly #starts = new LatestRequest();
  #release: () => void = () => {};
  readonly #stopListening: () => void;

  constructor(
    private readonly client: SubscriptionClient,
    private readonly options: FeedOptions<Data>,
  ) {
    const stops = [
      client.onReconnected(() => void this.#reconnected()),
      client.onRenewed(() => this.#resumeAfterSignIn()),
    ];
    this.#stopListening = () => stops.forEach((stop) => stop());
    void this.#start();
  }

  close(): void {
    this.#closed = true;
    this.#release();
    this.#stopListening();
  }

  async #start(): Promise<void> {
    this.#starts.begin();
    this.#trail.restart(await this.#caughtUp());
    if (!this.#closed) this.#subscribe();
  }

  #subscribe(): void {
    const payload = this.#payload();
    this.#isSubscribed = true;
    this.#release = this.client.subscribe(payload, {
      next: (result) => this.#next(result, payload),
      error: (errors) => void this.#refused(errors),
    });
  }

  #payload(): SubscribePayload {
    const { query, hash, operationName, variables, cursorOf } = this.options;
    const after = cursorOf === null ? {} : { after: this.#trail.last };
    const rest = { operationName, variables: { ...variables, ...after } };
    if (hash === undefined || this.#sendsText) return { query, ...rest };
    return { query: "", extensions: { persistedQuery: { version: 1, sha256Hash: hash } }, ...rest };
  }

  #next(result: Result, payload: SubscribePayload): void {
    if (this.#closed) return;
    if (result.errors !== undefined && result.errors.length > 0) return void this.#refused(result.errors);
    this.#failures = 0;
    const data = result.data as Data;
    if (!this.#trail.advance(this.options.cursorOf?.(data) ?? null)) return;
    // The connection manager sends this very object again when it reconnects, so it must hold the newest cursor.
    if (this.options.cursorOf !== null) payload.variables.after = this.#trail.last;
    this.options.apply(data);
  }

  async #refused([first]: readonly ErrorLike[]): Promise<void> {
    this.#release();
    this.#isSubscribed = false;
    if (this.#closed) return;
    const failure = failureOf(first ?? { message: "refused without a reason" });
    // The server has another version than this page and does not know the hash, so it gets the text.
    if (failure.code === "PERSISTED_QUERY_NOT_FOUND" && !this.#sendsText) {
      this.#sendsText = true;
      return this.#subscribe();
    }
    if (finalCodes.has(failure.code)) {
      this.#awaitsSignIn = failure.code === "UNAUTHENTICATED";
      return this.options.refused?.(failure);
    }
    if (failure.code !== "CURSOR_EXPIRED" || this.#failures > 0) {
      const asked = (failure.retryAfterSeconds ?? 0) * 1_000;
      await this.client.wait(asked + backoffMilliseconds(this.#failures));
    }
    this.#failures += 1;
    if (this.#closed) return;
    if (failure.code === "CURSOR_EXPIRED") return this.#start();
    this.#subscribe();
  }

  // After a new sign-in the page is still the same, so a feed that was refused without a session starts again.
  #resumeAfterSignIn(): void {
    if (this.#closed || !this.#awaitsSignIn) return;
    this.#awaitsSignIn = false;
    void this.#start();
  }

  // Without a cursor the subscription cannot resume, so the state is loaded again.
  async #reconnected(): Promise<void> {
    if (this.#closed || !this.#isSubscribed || this.#trail.last !== null) return;
    await this.#resumeFrom(this.#caughtUp());
  }

  /**
   * Subscribes again from the cursor of a query that was answered while the subscription was already running: the
   * subscription may have started on the server after that cursor, so events between the two would be missing.
   * Returns false when the feed has started again meanwhile.
   */
  async #resumeFrom(filled: Promise<string | null>): Promise<boolean> {
    const isNewest = this.#starts.current();
    const cursor = await filled;
    if (!isNewest()) return false;
    if (this.#closed || cursor === null) return true;
    this.#trail.moveTo(cursor);
    if (!this.#isSubscribed) return true;
    this.#release();
    this.#subscribe();
    return true;
  }

  async #caughtUp(): Promise<string | null> {
    try {
      return await this.options.catchUp();
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (reason.isNetwork) void this.#catchUpLater();
      else this.options.refused?.(reason);
      return null;
    }
  }

  async #catchUpLater(): Promise<void> {
    if (this.#catchingUpLater) return;
    this.#catchingUpLater = true;
    for (let attempt = 0; !this.#closed; attempt += 1) {
      await this.client.wait(backoffMilliseconds(attempt));
      if (this.#closed || (await this.#catchesUpNow())) break;
    }
    this.#catchingUpLater = false;
  }

  async #catchesUpNow(): Promise<boolean> {
    try {
      return await this.#resumeFrom(this.options.catchUp());
    } catch (reason) {
      return !(reason instanceof Failure && reason.isNetwork);
    }
  }
}
