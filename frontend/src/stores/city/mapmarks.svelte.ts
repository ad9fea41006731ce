import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import { CityMapDocument, type BoundingBoxInput, type Period } from "../../gql/documents";
import { marksOf, type Mark } from "../../map/features";
import { afterNews, type News } from "../../map/news";
import { contains } from "../../map/view";

/** Open requests, and those finished within 30 days. */
export const shownPeriod = "DAYS_30";

const settleMilliseconds = 120;
// Events change the marks themselves. What they cannot say is queried rarely, and spread over all viewers of a city.
const correctionMilliseconds = 30_000;
const correctionSpreadMilliseconds = 30_000;
// A query that has just ended may have counted an event that arrives after it.
const overlapMilliseconds = 3_000;

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
  #loadedAt = -Infinity;

  constructor(private readonly period: Period = shownPeriod) {}

  watch(viewport: () => Viewport): void {
    this.#viewport = viewport;
    this.#loadWithin(settleMilliseconds);
  }

  /** Shows a step of a request in the visible part. */
  accept(news: News): void {
    if (this.#viewport === null || !contains(this.#viewport().bbox, news.serviceRequest.location)) return;
    const { marks, isExact } = afterNews(this.items, news);
    this.items = marks;
    if (isExact && Date.now() - this.#loadedAt > overlapMilliseconds) return;
    this.#loadWithin(correctionMilliseconds + Math.random() * correctionSpreadMilliseconds);
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
      const { map } = await query(CityMapDocument, { ...this.#viewport(), filter: { period: this.period } });
      if (!isNewest()) return;
      this.items = marksOf(map);
      this.#loadedAt = Date.now();
    } catch (reason) {
      // The marks on screen stay until the next move or event queries again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
