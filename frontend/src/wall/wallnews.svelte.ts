import { query } from "../api/client";
import { Failure } from "../api/failure";
import { LatestRequest } from "../api/latest";
import { RequestListDocument } from "../gql/documents";
import { withRequests, withStep, type NewsItem, type Step } from "./news";

export const shownNews = 12;
/** In a busy city the lines move at most so often: a line that goes before it is read says nothing. */
const restMilliseconds = 2_500;

/** The last events of a city: those of its feed, and at first the requests that changed last. */
export class WallNews {
  items: NewsItem[] = $state.raw([]);
  /** Whether the server has not answered yet: there may be some. */
  isAwaited = $state(true);
  readonly #latest = new LatestRequest();
  /** What came since the lines have moved. */
  #waiting: Step[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly cityId: string) {}

  accept(step: Step): void {
    this.#waiting = [...this.#waiting.slice(1 - shownNews), step];
    if (this.#timer === undefined) this.#move();
  }

  #move(): void {
    const steps = this.#waiting;
    this.#waiting = [];
    this.#timer = steps.length === 0 ? undefined : setTimeout(() => this.#move(), restMilliseconds);
    this.items = steps.reduce((items, step) => withStep(items, step, shownNews), this.items);
  }

  async load(): Promise<void> {
    const isNewest = this.#latest.begin();
    const variables = { filter: { cityId: this.cityId }, orderBy: "UPDATED", first: shownNews, after: null } as const;
    try {
      const { serviceRequests } = await query(RequestListDocument, variables);
      if (!isNewest()) return;
      this.items = withRequests(this.items, serviceRequests.edges.map(({ node }) => node), shownNews);
      this.isAwaited = false;
    } catch (reason) {
      // The feed goes on; the next return of the network loads again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#timer);
  }
}
