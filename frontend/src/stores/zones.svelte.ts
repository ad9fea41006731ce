import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { ProblemZonesDocument, type ProblemZonesQuery, type ProblemZonesQueryVariables } from "../gql/documents";

export type Zones = ProblemZonesQuery["problemZones"];
export type Zone = Zones["zones"][number];

// A request more moves a zone by little, so events are answered together; readers of a city ask at different times.
const newsMilliseconds = 15_000;
const newsSpreadMilliseconds = 15_000;

/** The problem zones of a city, kept fresh while its events come. */
export class ProblemZones {
  found: Zones | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  readonly #latest = new LatestRequest();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly asked: ProblemZonesQueryVariables) {}

  async load(): Promise<void> {
    this.#stopTimer();
    const isNewest = this.#latest.begin();
    try {
      const { problemZones } = await query(ProblemZonesDocument, this.asked);
      if (isNewest()) [this.found, this.failure] = [problemZones, null];
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (isNewest()) this.failure = reason;
    }
  }

  reloadSoon(): void {
    this.#timer ??= setTimeout(() => void this.load(), newsMilliseconds + Math.random() * newsSpreadMilliseconds);
  }

  close(): void {
    this.#stopTimer();
    this.#latest.cancel();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
