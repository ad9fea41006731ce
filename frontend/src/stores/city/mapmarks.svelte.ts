import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import { CityMapDocument, type BoundingBoxInput } from "../../gql/documents";
import { marksOf, type Mark } from "../../map/features";
import { afterNews, afterNewsOfPin, withoutPin, type AfterNews, type News } from "../../map/news";
import { contains } from "../../map/view";
import { mapFilterOf, passes, type MapFilter } from "../../routing/mapfilter";
import { Meanwhile } from "../../reducer/meanwhile";
import { requests } from "../requests/requests.svelte";

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
  /** Whether no query has ended yet. */
  isAwaited = $state(true);
  #viewport: (() => Viewport) | null = null;
  readonly #latest = new LatestRequest();
  readonly #meanwhile = new Meanwhile<News>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  #loadedAt = -Infinity;

  #filter: MapFilter;

  constructor(filter: MapFilter = mapFilterOf({})) {
    this.#filter = filter;
  }

  /** Shows what passes another filter. The marks of before stay until the server has answered. */
  refilter(filter: MapFilter): void {
    if (JSON.stringify(filter) === JSON.stringify(this.#filter)) return;
    this.#filter = filter;
    if (this.#viewport !== null) this.#loadWithin(0);
  }

  watch(viewport: () => Viewport): void {
    this.#viewport = viewport;
    this.#loadWithin(settleMilliseconds);
  }

  /** Shows a step of a request in the visible part. */
  accept(news: News): void {
    if (this.#viewport === null || !contains(this.#viewport().bbox, news.serviceRequest.location)) return;
    this.#meanwhile.note(news);
    const { marks, isExact } = this.#after(newestOf(news));
    this.items = marks;
    if (isExact && Date.now() - this.#loadedAt > overlapMilliseconds) return;
    this.#loadWithin(correctionMilliseconds + Math.random() * correctionSpreadMilliseconds);
  }

  #after(news: News): AfterNews {
    if (passes(this.#filter, news.serviceRequest)) return afterNews(this.items, news);
    return withoutPin(this.items, news);
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
      const filter = this.#filter;
      const asked = { ...this.#viewport(), filter };
      await this.#meanwhile.query(() => query(CityMapDocument, asked), ({ map }, arrived) => {
        if (!isNewest()) return;
        // A cluster may have counted them, so only pins are drawn anew; `accept` has asked for the rest.
        this.items = arrived.map(newestOf).reduce<Mark[]>(
          (marks, news) => passes(filter, news.serviceRequest)
            ? afterNewsOfPin(marks, news)
            : withoutPin(marks, news).marks,
          marksOf(map),
        );
        this.#loadedAt = Date.now();
      });
    } catch (reason) {
      // The marks on screen stay until the next move or event queries again.
      if (!(reason instanceof Failure)) throw reason;
    } finally {
      if (isNewest()) this.isAwaited = false;
    }
  }
}

/** An event may come late: a pin shows the newest version that the page holds. */
function newestOf(news: News): News {
  return { ...news, serviceRequest: requests.get(news.serviceRequest.id) ?? news.serviceRequest };
}
