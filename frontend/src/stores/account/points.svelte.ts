import { untrack } from "svelte";
import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import { PointsDocument, type PointsQuery } from "../../gql/documents";

type Points = Omit<PointsQuery["points"], "history">;
type PointsEntry = PointsQuery["points"]["history"]["edges"][number];

const pageSize = 10;
/** The most entries that the server gives at once. */
const mostRows = 100;
// Several events may arrive together; the points are queried once after the last.
const reloadMilliseconds = 400;

/** The points of the viewer. The server has counted an event's points before it delivers the event. */
export class PointsStore {
  points: Points | null = $state.raw(null);
  entries: PointsEntry[] = $state.raw([]);
  hasMore = $state(false);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  readonly #latest = new LatestRequest();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** How many entries were shown when the page was left, and are shown again. */
  remembered = 0;

  /** Loads as many entries as are on screen, at least a page. */
  load(): Promise<void> {
    // Untracked, so that an effect that loads does not run again when the entries arrive.
    const count = untrack(() => this.entries.length);
    return this.#fetch(null, Math.min(Math.max(pageSize, count, this.remembered), mostRows));
  }

  more(): Promise<void> {
    return this.#fetch(this.#endCursor, pageSize);
  }

  loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), reloadMilliseconds);
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#timer);
  }

  async #fetch(after: string | null, first: number): Promise<void> {
    const isNewest = this.#latest.begin();
    try {
      const { points } = await query(PointsDocument, { first, after });
      if (isNewest()) this.#show(points, after !== null);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (isNewest()) this.failure = reason;
    }
  }

  #show({ history, ...points }: PointsQuery["points"], appended: boolean): void {
    this.points = points;
    this.entries = appended ? [...this.entries, ...history.edges] : history.edges;
    this.hasMore = history.pageInfo.hasNextPage;
    this.#endCursor = history.pageInfo.endCursor;
    this.failure = null;
  }
}
