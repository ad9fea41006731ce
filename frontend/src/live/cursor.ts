// Enough to recognise the duplicates of an overlapping replay; the version of a request stops older ones.
const rememberedCursors = 512;

/** The position of one subscription in the log: its last cursor, and recent cursors to recognise duplicates. */
export class CursorTrail {
  #last: string | null;
  readonly #seen = new Set<string>();

  constructor(start: string | null = null) {
    this.#last = start;
  }

  get last(): string | null {
    return this.#last;
  }

  /** Moves to a cursor; returns false when its event is a duplicate that must not be applied again. */
  advance(cursor: string | null): boolean {
    if (cursor === null) return true;
    if (this.#seen.has(cursor)) return false;
    this.#seen.add(cursor);
    this.#last = cursor;
    this.#forgetOldest();
    return true;
  }

  /** Moves to another cursor and keeps the recent ones, so that events after it are not applied twice. */
  moveTo(cursor: string): void {
    this.#last = cursor;
  }

  /** Forgets all cursors and starts at a new one, after the server has refused the old one. */
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
