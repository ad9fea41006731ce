import { endOfHold, type Step } from "./step";

/** Calls back when the hold of a step is over, which no page has released. */
export class HoldTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Waits for the first of these steps that may be sent; replaces what was set before. */
  set(held: readonly { step: Step }[], over: () => void): void {
    this.clear();
    const now = Date.now();
    const ends = held.map(({ step }) => endOfHold(step)).filter((end) => end > now);
    if (ends.length > 0) this.#timer = setTimeout(over, Math.min(...ends) - now + 1);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
