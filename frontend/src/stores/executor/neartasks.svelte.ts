import { LatestRequest } from "../../api/latest";
import { boxAround, metresBetween } from "../../domain/distance";
import type { Point } from "../../domain/point";
import type { ServiceRequest } from "../../domain/request";
import type { ServiceRequestFilter } from "../../gql/documents";
import { mostRows, RequestList } from "../requests/list.svelte";

/** The distances within which tasks are looked for, in metres. */
export const reaches = [250, 500, 1_000, 2_000, 5_000, 10_000, 25_000] as const;
const firstReach = 3;
/** Fewer than this make a poor choice, so that the next distance is tried. */
const fewTasks = 5;

/** In which direction the distance may be changed. */
type Changes = "wider" | "narrower" | "either" | "none";

/**
 * The requests with a filter around a point. The distance is found by itself: it grows until there are some, and
 * shrinks where there are more than the server gives at once, so that the nearest ones are complete.
 */
export class NearTasks {
  list: RequestList | null = $state.raw(null);
  /** The point they are near to. */
  from: Point | null = $state.raw(null);
  looking = $state(false);
  #reach = $state(firstReach);
  readonly #latest = new LatestRequest();

  /** `others` are tasks that are shown among them, such as the viewer's own. */
  constructor(
    private readonly filter: ServiceRequestFilter,
    private readonly others: () => readonly ServiceRequest[] = () => [],
  ) {}

  get metres(): number {
    return reaches[this.#reach]!;
  }

  get canWiden(): boolean {
    return this.#reach < reaches.length - 1;
  }

  /** Finds the requests near a point. */
  look(from: Point): Promise<void> {
    return this.#search(from, firstReach, "either");
  }

  /** Looks once more, up to the next distance. */
  async widen(): Promise<void> {
    if (this.from !== null && this.canWiden) await this.#search(this.from, this.#reach + 1, "none");
  }

  isNear(request: ServiceRequest): boolean {
    return this.from !== null && isWithin(request, this.from, this.metres);
  }

  accept(request: ServiceRequest): void {
    this.list?.accept(request);
  }

  /** Loads the same box again, after events may have been missed. */
  async reload(): Promise<void> {
    await this.list?.load();
  }

  close(): void {
    this.#latest.cancel();
    this.list?.close();
  }

  async #search(from: Point, first: number, changes: Changes): Promise<void> {
    const isNewest = this.#latest.begin();
    this.looking = true;
    let [reach, allowed] = [first, changes];
    for (;;) {
      const list = new RequestList({ ...this.filter, bbox: boxAround(from, reaches[reach]!) }, "DUE_FIRST", mostRows);
      await list.load();
      if (!isNewest()) return list.close();
      const shown = list.ids.length + this.others().filter((one) => isWithin(one, from, reaches[reach]!)).length;
      const next = reach + stepAfter(list, shown, allowed);
      if (next === reach || reaches[next] === undefined) return this.#show(list, from, reach);
      list.close();
      allowed = next > reach ? "wider" : "narrower";
      reach = next;
    }
  }

  #show(list: RequestList, from: Point, reach: number): void {
    this.list?.close();
    this.list = list;
    this.from = from;
    this.#reach = reach;
    this.looking = false;
  }
}

function isWithin({ location }: ServiceRequest, from: Point, metres: number): boolean {
  return metresBetween(from, location) <= metres;
}

function stepAfter(list: RequestList, shown: number, allowed: Changes): -1 | 0 | 1 {
  if (list.failure !== null || allowed === "none") return 0;
  if (list.hasMore && allowed !== "wider") return -1;
  return shown < fewTasks && !list.hasMore && allowed !== "narrower" ? 1 : 0;
}
