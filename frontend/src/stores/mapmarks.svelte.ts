import { query } from "../api/client";
import { Failure } from "../api/failure";
import { CityMapDocument, type BoundingBoxInput } from "../gql/documents";
import { marksOf, type Mark } from "../map/features";

const settleMilliseconds = 120;
// Everyone who watches the city hears of the same step at once; their questions should not come at once.
const newsMilliseconds = 300;
const newsSpreadMilliseconds = 900;

interface Viewport {
  bbox: BoundingBoxInput;
  zoom: number;
}

/** The pins and clusters of what the map shows; a late answer never replaces a newer one. */
export class MapMarks {
  items: Mark[] = $state.raw([]);
  #viewport: (() => Viewport) | null = null;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;

  watch(viewport: () => Viewport): void {
    this.#viewport = viewport;
    this.#loadWithin(settleMilliseconds);
  }

  reloadSoon(): void {
    this.#loadWithin(newsMilliseconds + Math.random() * newsSpreadMilliseconds);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#viewport = null;
    this.#generation += 1;
  }

  // The earlier of two wishes wins, else a busy city would put the answer off for ever.
  #loadWithin(milliseconds: number): void {
    const dueAt = Date.now() + milliseconds;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      void this.#load();
    }, milliseconds);
  }

  async #load(): Promise<void> {
    if (this.#viewport === null) return;
    const generation = (this.#generation += 1);
    try {
      const { map } = await query(CityMapDocument, { ...this.#viewport(), filter: null });
      if (generation === this.#generation) this.items = marksOf(map);
    } catch (reason) {
      // The marks on screen stay; the next move or the next step of the city asks again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
