import { ask } from "../api/client";
import { Failure } from "../api/failure";
import { CityMapDocument, type BoundingBoxInput } from "../gql/documents";
import { marksOf, type Mark } from "../map/features";

const settleMilliseconds = 120;
// Everyone who watches the city hears of the same step at once; their questions should not come at once.
const newsMilliseconds = 300;
const newsSpreadMilliseconds = 900;

interface Frame {
  bbox: BoundingBoxInput;
  zoom: number;
}

/** The pins and clusters of what the map shows; a late answer never replaces a newer one. */
export class MapMarks {
  items: Mark[] = $state.raw([]);
  #frame: (() => Frame) | null = null;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;

  watch(frame: () => Frame): void {
    this.#frame = frame;
    this.#within(settleMilliseconds);
  }

  lookSoon(): void {
    this.#within(newsMilliseconds + Math.random() * newsSpreadMilliseconds);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#frame = null;
    this.#generation += 1;
  }

  // The earlier of two wishes wins, else a busy city would put the answer off for ever.
  #within(milliseconds: number): void {
    const dueAt = Date.now() + milliseconds;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      void this.#look();
    }, milliseconds);
  }

  async #look(): Promise<void> {
    if (this.#frame === null) return;
    const generation = (this.#generation += 1);
    try {
      const { map } = await ask(CityMapDocument, { ...this.#frame(), filter: null });
      if (generation === this.#generation) this.items = marksOf(map);
    } catch (reason) {
      // The marks on screen stay; the next move or the next step of the city asks again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
