import { vi } from "vitest";

type Granted = (lock: Lock | null) => unknown;

/** Web Locks of one browser: `navigator.locks` of all "tabs" that a test makes. */
export class FakeLocks {
  readonly #held = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor() {
    vi.stubGlobal("navigator", { onLine: true, locks: { request: this.#request.bind(this) } });
  }

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  async #request(name: string, options: LockOptions, granted: Granted): Promise<unknown> {
    if (this.#held.has(name)) {
      if (options.ifAvailable) return granted(null);
      await new Promise<void>((resolve, reject) => {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]);
        options.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    }
    this.#held.add(name);
    try {
      return await granted({ name, mode: "exclusive" });
    } finally {
      this.#held.delete(name);
      const [next, ...rest] = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, rest);
      next?.();
    }
  }
}
