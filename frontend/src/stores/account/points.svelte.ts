import { untrack } from "svelte";
import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import type { ServiceRequest } from "../../domain/request";
import { PointsDocument } from "../../gql/documents";
import { emptyPoints, pointsAfterAnswer, pointsAfterEvent, pointsAfterPage } from "../../reducer/points";
import type { Points, PointsEntry, PointsState } from "../../reducer/points";

const pageSize = 10;
/** The most entries that the server gives at once. */
const mostRows = 100;
// Several events may arrive together; the points are queried once after the last.
const reloadMilliseconds = 400;

/** The points of the viewer. The server has counted an event's points before it delivers the event. */
export class PointsStore {
  #state: PointsState = $state.raw(emptyPoints);
  failure: Failure | null = $state.raw(null);
  readonly #latest = new LatestRequest();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** How many entries were shown when the page was left, and are shown again. */
  remembered = 0;

  get points(): Points | null {
    return this.#state.points;
  }

  get entries(): readonly PointsEntry[] {
    return this.#state.entries;
  }

  get hasMore(): boolean {
    return this.#state.hasMore;
  }

  /** Loads as many entries as are on screen, at least a page. */
  load(): Promise<void> {
    // Untracked, so that an effect that loads does not run again when the entries arrive.
    const count = untrack(() => this.entries.length);
    const first = Math.min(Math.max(pageSize, count, this.remembered), mostRows);
    const isNewest = this.#latest.begin();
    return this.#guarded(async () => {
      const { points } = await query(PointsDocument, { first, after: null });
      if (isNewest()) this.#state = pointsAfterAnswer(this.#state, points);
    }, isNewest);
  }

  /** Loads the next page; an answer about the newest entries does not stop it. */
  more(): Promise<void> {
    const after = this.#state.endCursor;
    const isNewest = this.#latest.current();
    return this.#guarded(async () => {
      const { points } = await query(PointsDocument, { first: pageSize, after });
      this.#state = pointsAfterPage(this.#state, after, points);
    }, isNewest);
  }

  /** Takes a step of one of the viewer's requests; what it has paid is queried some time later. */
  accept(request: ServiceRequest): void {
    const { state, isStale } = pointsAfterEvent(this.#state, request);
    this.#state = state;
    if (!isStale) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), reloadMilliseconds);
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#timer);
  }

  async #guarded(work: () => Promise<void>, isNewest: () => boolean): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (isNewest()) this.failure = reason;
    }
  }
}
