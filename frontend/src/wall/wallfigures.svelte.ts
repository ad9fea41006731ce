import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { WallFiguresDocument } from "../gql/documents";
import { categoryRows, type CategoryRow } from "./categories";
import { lastDays } from "./days";

export const shownDays = 30;
const refreshMilliseconds = 60_000;

/** The figures of the last days of a city, read again each minute. */
export class WallFigures {
  categories: CategoryRow[] = $state.raw([]);
  failure: Failure | null = $state.raw(null);
  readonly #latest = new LatestRequest();

  constructor(
    private readonly cityId: string,
    private readonly timeZone: string,
  ) {}

  /** Reads the figures each minute until the returned function is called. */
  open(): () => void {
    const timer = setInterval(() => void this.load(), refreshMilliseconds);
    return () => {
      clearInterval(timer);
      this.#latest.cancel();
    };
  }

  async load(): Promise<void> {
    const isNewest = this.#latest.begin();
    const { from, to } = lastDays(Date.now(), this.timeZone, shownDays);
    try {
      const { statistics } = await query(WallFiguresDocument, { cityId: this.cityId, from, to });
      if (!isNewest()) return;
      this.categories = categoryRows(statistics.byCategory);
      this.failure = null;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      // The figures on screen stay until the next minute.
      if (isNewest()) this.failure = reason;
    }
  }
}
