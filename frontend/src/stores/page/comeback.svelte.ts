import { onReadFailed } from "../../api/client";
import { connectionManager } from "../../live/connectionmanager";

/**
 * Counts how often the network has come back after a query had failed for want of it. An effect that loads data reads
 * `count`, so that a page that was opened offline loads by itself.
 */
class Comeback {
  count = $state(0);
  #isMissing = false;
  readonly #listeners = new Set<() => void>();

  constructor() {
    onReadFailed(() => (this.#isMissing = true));
  }

  watch(): () => void {
    const back = () => this.#back();
    addEventListener("online", back);
    const stop = connectionManager.onReconnected(back);
    return () => {
      removeEventListener("online", back);
      stop();
    };
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads everything on screen again, because the user asks for it. */
  again(): void {
    this.#isMissing = true;
    this.#back();
  }

  #back(): void {
    if (!this.#isMissing) return;
    this.#isMissing = false;
    this.count += 1;
    this.#listeners.forEach((listener) => listener());
  }
}

export const comeback = new Comeback();
