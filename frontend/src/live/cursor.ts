// Enough to swallow a replay that overlaps with what is already here; older doubles are stopped by the version.
const rememberedCursors = 512;

/** Where one subscription stands in the log: the last cursor seen, and the ones lately seen. */
export class CursorTrail {
  #last: string | null;
  readonly #seen = new Set<string>();

  constructor(start: string | null = null) {
    this.#last = start;
  }

  get last(): string | null {
    return this.#last;
  }

  /** Takes a cursor; false when it is a double that must not be applied again. */
  advance(cursor: string | null): boolean {
    if (cursor === null) return true;
    if (this.#seen.has(cursor)) return false;
    this.#seen.add(cursor);
    this.#last = cursor;
    this.#forgetOldest();
    return true;
  }

  /** Stands at another cursor from now on. What was seen already is not applied again, should it come from there. */
  moveTo(cursor: string): void {
    this.#last = cursor;
  }

  /** Begins anew after the server has said that the old cursor is of no use. */
  restart(cursor: string | null): void {
    this.#seen.clear();
    this.#last = cursor;
  }

  #forgetOldest(): void {
    if (this.#seen.size <= rememberedCursors) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
