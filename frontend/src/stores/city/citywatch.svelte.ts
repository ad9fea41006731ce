import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import {
  CityCountersDocument,
  CityFeedDocument,
  CountersChangedDocument,
  type CountersFieldsFragment,
  type EventFieldsFragment,
} from "../../gql/documents";
import { subscribe } from "../../live/subscribe";
import { comeback } from "../page/comeback.svelte";
import { requests } from "../requests/requests.svelte";

interface CityListener {
  /** Called with each event of the city. */
  event(event: EventFieldsFragment): void;
  /** Called when events may have been missed: the listener loads its data again. */
  reload(): void;
}

/** The live feed of the selected city, shared by all screens. */
class CityWatch {
  counters: CountersFieldsFragment | null = $state.raw(null);
  #ready = false;
  /** Cancelled by pushed counters: a query that runs meanwhile may have counted before them. */
  readonly #counts = new LatestRequest();
  readonly #listeners = new Set<CityListener>();

  open(cityId: string): () => void {
    this.#counts.cancel();
    this.counters = null;
    this.#ready = false;
    const closeFeed = subscribe(CityFeedDocument, { cityId }, {
      cursorOf: (data) => data.cityFeed.cursor,
      apply: (data) => this.#apply(data.cityFeed),
      catchUp: () => this.#catchUp(cityId),
    });
    const closeCounters = subscribe(CountersChangedDocument, { cityId }, {
      cursorOf: null,
      apply: (data) => {
        this.#counts.cancel();
        this.#count(cityId, data.counters);
      },
      catchUp: async () => null,
    });
    const stop = comeback.listen(() => {
      void this.#recount(cityId);
      this.#listeners.forEach((listener) => listener.reload());
    });
    return () => {
      stop();
      closeFeed();
      closeCounters();
    };
  }

  listen(listener: CityListener): () => void {
    this.#listeners.add(listener);
    if (this.#ready) listener.reload();
    return () => this.#listeners.delete(listener);
  }

  #apply(event: EventFieldsFragment): void {
    requests.note(event.serviceRequest);
    this.#listeners.forEach((listener) => listener.event(event));
  }

  // The screens load after the counters, so an event after the cursor of the counters arrives twice rather than never.
  async #catchUp(cityId: string): Promise<string | null> {
    const isNewest = this.#counts.begin();
    try {
      const { counters } = await query(CityCountersDocument, { cityId });
      if (isNewest()) this.#count(cityId, counters);
      return counters.cursor;
    } catch (reason) {
      if (reason instanceof Failure && !reason.isNetwork) return null;
      throw reason;
    } finally {
      this.#ready = true;
      this.#listeners.forEach((listener) => listener.reload());
    }
  }

  async #recount(cityId: string): Promise<void> {
    const isNewest = this.#counts.begin();
    try {
      const { counters } = await query(CityCountersDocument, { cityId });
      if (isNewest()) this.#count(cityId, counters);
    } catch (reason) {
      // The next event or the next return of the network counts again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  #count(cityId: string, counters: CountersFieldsFragment): void {
    if (counters.cityId === cityId) this.counters = counters;
  }
}

export const cityWatch = new CityWatch();
