import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { ScoreboardDocument, type EventFieldsFragment } from "../gql/documents";
import { emptyScores, scoresAfterAnswer, scoresAfterEvent, type Score, type ScoresState } from "../reducer/scores";

/** Most steps of a city change a figure: they are read again at most so often, in milliseconds. */
const restMilliseconds = 20_000;

/** The figures of the executors of a city. */
export class ScoreList {
  #state: ScoresState = $state.raw(emptyScores);
  loading = $state(true);
  failure: Failure | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #latest = new LatestRequest();

  constructor(private readonly cityId: string) {}

  get scores(): readonly Score[] {
    return this.#state.scores ?? [];
  }

  async load(): Promise<void> {
    const isNewest = this.#latest.begin();
    this.loading = true;
    try {
      const { executors } = await query(ScoreboardDocument, { cityId: this.cityId });
      if (isNewest()) [this.#state, this.failure] = [scoresAfterAnswer(executors), null];
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (isNewest()) this.failure = reason;
    } finally {
      if (isNewest()) this.loading = false;
    }
  }

  /** Takes a step of the city; what it has changed is queried some time later, once for all of that time. */
  accept(event: EventFieldsFragment): void {
    const { state, isStale } = scoresAfterEvent(this.#state, event);
    this.#state = state;
    if (isStale) this.#reloadSoon();
  }

  #reloadSoon(): void {
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
