import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { CityMapDocument, type BoundingBoxInput } from "../gql/documents";
import { marksOf, type Mark } from "../map/features";

const settleMilliseconds = 120;
// All viewers of a city get an event at the same time, so their queries are spread.
const newsMilliseconds = 300;
const newsSpreadMilliseconds = 900;

interface Viewport {
  bbox: BoundingBoxInput;
  zoom: number;
}

/** The pins and clusters of the visible part of the map. */
export class MapMarks {
  items: Mark[] = $state.raw([]);
  #viewport: (() => Viewport) | null = null;
  readonly #latest = new LatestRequest();
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
    this.#latest.cancel();
  }

  // The earlier of two due times wins; otherwise frequent events would postpone the query without end.
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
    const isNewest = this.#latest.begin();
    try {
      const { map } = await query(CityMapDocument, { ...this.#viewport(), filter: null });
      if (isNewest()) this.items = marksOf(map);
    } catch (reason) {
      // The marks on screen stay until the next move or event queries again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
