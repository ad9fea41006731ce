import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { ScoreboardDocument } from "../gql/documents";
import type { Score } from "./scores";

/** Every step of a city may change a figure: they are read again at most so often, in milliseconds. */
const restMilliseconds = 20_000;

/** The figures of the executors of a city. */
export class ScoreList {
  scores: readonly Score[] = $state.raw([]);
  loading = $state(true);
  failure: Failure | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #latest = new LatestRequest();

  constructor(private readonly cityId: string) {}

  async load(): Promise<void> {
    const isNewest = this.#latest.begin();
    this.loading = true;
    try {
      const { executors } = await query(ScoreboardDocument, { cityId: this.cityId });
      if (isNewest()) [this.scores, this.failure] = [executors, null];
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (isNewest()) this.failure = reason;
    } finally {
      if (isNewest()) this.loading = false;
    }
  }

  reloadSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, restMilliseconds);
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#timer);
  }
}
