import { query } from "../api/client";
import { Failure } from "../api/failure";
import { WallFiguresChangedDocument, WallFiguresDocument, type WallStatisticsFragment } from "../gql/documents";
import { subscribe } from "../live/subscribe";
import { categoryRows, type CategoryRow } from "./categories";
import { figuresOfDays, type DayRow, type LastDays } from "./days";

// Deadlines of closed pages and a new day change figures without an event of the city, so they are read again as well.
const refreshMilliseconds = 60_000;

/** The figures of some days of a city, live. */
export class WallFigures {
  /** Null until they are known. */
  categories: CategoryRow[] | null = $state.raw(null);
  /** One row for each day; null until they are known. */
  days: DayRow[] | null = $state.raw(null);
  /** Whether the server still counts the days, for some minutes after an update. */
  isPrepared = $state(true);

  constructor(
    private readonly cityId: string,
    private readonly span: LastDays,
  ) {}

  /** Follows the figures until the returned function is called. */
  open(): () => void {
    const close = subscribe(WallFiguresChangedDocument, this.#variables, {
      cursorOf: null,
      apply: ({ statistics }) => this.#show(statistics),
      catchUp: async () => null,
    });
    const timer = setInterval(() => void this.#read(), refreshMilliseconds);
    return () => {
      clearInterval(timer);
      close();
    };
  }

  get #variables() {
    return { cityId: this.cityId, from: this.span.from, to: this.span.to };
  }

  async #read(): Promise<void> {
    try {
      this.#show((await query(WallFiguresDocument, this.#variables)).statistics);
    } catch (reason) {
      // The figures on screen stay until the next minute.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  #show(statistics: WallStatisticsFragment): void {
    this.categories = categoryRows(statistics);
    this.isPrepared = statistics.figuresByDay !== null;
    if (statistics.figuresByDay !== null) this.days = figuresOfDays(this.span.days, statistics.figuresByDay);
  }
}
