import { takeLock, type Release } from "./tablock";

// The page that was reloaded may hold its lock for a moment after the new one has started.
const reloadMilliseconds = 3_000;

/** The lock of the one draft that this tab shows. */
export class DraftLock {
  #release: Release = () => {};
  #claim = new AbortController();

  /** Takes the lock of a draft of this tab, and gives the one before free. */
  hold(id: string): void {
    const claim = this.#begin();
    void takeLock(nameOf(id), claim.signal).then((release) => this.#take(claim, release));
  }

  /** Takes the lock again after a reload; returns false when another tab shows the draft: this one is its copy. */
  async keep(id: string): Promise<boolean> {
    const claim = this.#begin();
    const timer = setTimeout(() => claim.abort(), reloadMilliseconds);
    const release = await takeLock(nameOf(id), claim.signal);
    clearTimeout(timer);
    this.#take(claim, release);
    // A claim that was replaced meanwhile says nothing about this one.
    return release !== null || this.#claim !== claim;
  }

  /** Takes the lock if no tab holds it and `isWanted` still says so; returns whether it did. */
  async takeFree(id: string, isWanted: () => boolean): Promise<boolean> {
    const release = await takeLock(nameOf(id), new AbortController().signal, "free");
    if (release === null) return false;
    if (!isWanted()) {
      release();
      return false;
    }
    this.#begin();
    this.#release = release;
    return true;
  }

  /** Gives the draft free. */
  free(): void {
    this.#begin().abort();
  }

  #begin(): AbortController {
    this.#claim.abort();
    this.#release();
    this.#release = () => {};
    return (this.#claim = new AbortController());
  }

  #take(claim: AbortController, release: Release | null): void {
    if (release === null) return;
    if (this.#claim === claim && !claim.signal.aborted) this.#release = release;
    else release();
  }
}

function nameOf(id: string): string {
  return `qala draft ${id}`;
}
