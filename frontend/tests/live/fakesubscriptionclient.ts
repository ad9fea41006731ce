import type { Sink, SubscribePayload, SubscriptionClient } from "../../src/live/feed";

/**
 * A subscription client without a network. Like the real one, it keeps the payload object and sends it again on
 * `reconnect`.
 */
export class FakeSubscriptionClient implements SubscriptionClient {
  readonly sent: SubscribePayload[] = [];
  readonly waits: number[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #renewedListeners = new Set<() => void>();
  #live: { payload: SubscribePayload; sink: Sink } | null = null;

  get isSubscribed(): boolean {
    return this.#live !== null;
  }

  subscribe(payload: SubscribePayload, sink: Sink): () => void {
    const live = { payload, sink };
    this.#live = live;
    this.sent.push(structuredClone(payload));
    return () => {
      if (this.#live === live) this.#live = null;
    };
  }

  onReconnected(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onRenewed(listener: () => void): () => void {
    this.#renewedListeners.add(listener);
    return () => this.#renewedListeners.delete(listener);
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
  }

  renew(): void {
    this.#renewedListeners.forEach((listener) => listener());
  }

  deliver(data: unknown): void {
    this.#live?.sink.next({ data });
  }

  refuse(code: string): void {
    this.#live?.sink.error([{ message: code, extensions: { code } }]);
  }

  reconnect(): void {
    if (this.#live !== null) this.sent.push(structuredClone(this.#live.payload));
    this.#listeners.forEach((listener) => listener());
  }
}
