import { query } from "../api/client";
import { Failure } from "../api/failure";
import { PointsDocument, type PointsQuery } from "../gql/documents";

export type Points = Omit<PointsQuery["points"], "history">;
export type PointsEntry = PointsQuery["points"]["history"]["edges"][number];

const pageSize = 10;
// Several steps may come at once; the sum is asked for once they are over.
const reloadMilliseconds = 400;

/** The viewer's own points. The server has folded them by the time a step arrives here. */
export class PointsStore {
  points: Points | null = $state.raw(null);
  entries: PointsEntry[] = $state.raw([]);
  hasMore = $state(false);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  load(): Promise<void> {
    return this.#fetch(null);
  }

  more(): Promise<void> {
    return this.#fetch(this.#endCursor);
  }

  loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), reloadMilliseconds);
  }

  close(): void {
    this.#generation += 1;
    clearTimeout(this.#timer);
  }

  async #fetch(after: string | null): Promise<void> {
    const generation = (this.#generation += 1);
    try {
      const { points } = await query(PointsDocument, { first: pageSize, after });
      if (generation === this.#generation) this.#show(points, after !== null);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (generation === this.#generation) this.failure = reason;
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
