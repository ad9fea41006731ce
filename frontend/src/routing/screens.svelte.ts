import { loads, type Screen } from "./loads";
import type { Page } from "./route";

/** The loaded screens, and the one that failed to load. */
class Screens {
  /** The page whose screen could not be loaded. */
  failed: Page | null = $state(null);
  #arrived: Partial<Record<Page, Screen>> = $state.raw({});

  get(page: Page): Screen | null {
    return this.#arrived[page] ?? null;
  }

  async open(page: Page): Promise<void> {
    this.failed = null;
    if (this.#arrived[page] !== undefined) return;
    try {
      const arrived = await loads[page]();
      this.#arrived = { ...this.#arrived, [page]: arrived.default };
    } catch (reason) {
      console.warn(`the page ${page} could not be loaded`, reason);
      this.failed = page;
    }
  }

  /**
   * Loads a failed screen again, or reloads the page: some browsers cache a failed import, and a new release has other
   * files.
   */
  async tryAgain(page: Page): Promise<void> {
    await this.open(page);
    if (this.failed === page && navigator.onLine) location.reload();
  }
}

export const screens = new Screens();
