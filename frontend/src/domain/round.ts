import { metresBetween } from "./distance";
import type { Point } from "./point";

/** A task as the round sees it. */
export interface Stop {
  id: string;
  location: Point;
  dueAt: string | null;
}

/** A smaller gain is an error of rounding, and could be found for ever. */
const leastGainMetres = 0.01;
/** So many neighbours are tried in another place of the round. */
const mostMoved = 3;

/**
 * Returns the ids of the stops in an order in which the way from stop to stop is short. First the nearest one is always
 * next; then parts of the way are turned round (2-opt), and up to three neighbours are moved (Or-opt), as long as that
 * makes it shorter. 2-opt alone does not mend a street that begins in its middle. The way begins at `start`; where
 * that is unknown, at the stop with the earliest deadline. It does not lead back. Distances are straight lines.
 */
export function roundOf(stops: readonly Stop[], start: Point | null): string[] {
  // By id first, so that equal distances give the same round on every device.
  const sorted = [...stops].sort((one, other) => (one.id < other.id ? -1 : 1));
  const first = start === null ? mostUrgent(sorted) : null;
  const rest = sorted.filter((stop) => stop !== first);
  const order = new Way([start ?? first?.location, ...rest.map(({ location }) => location)]).shortened();
  return [...(first === null ? [] : [first.id]), ...order.map((index) => rest[index - 1]!.id)];
}

/** Returns the length of the way through the places, in metres. */
export function lengthOf(places: readonly Point[]): number {
  return places.slice(1).reduce((sum, place, index) => sum + metresBetween(places[index]!, place), 0);
}

/**
 * Returns the tasks in the order of a round that was made before, and those that it does not know: they came later.
 * What is finished leaves the round and nothing else moves.
 */
export function followed<Task extends { id: string }>(
  tasks: readonly Task[],
  order: readonly string[],
): { inRound: Task[]; later: Task[] } {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const known = new Set(order);
  return {
    inRound: order.flatMap((id) => byId.get(id) ?? []),
    later: tasks.filter(({ id }) => !known.has(id)),
  };
}

/** A way from the first of some places through all others, as their indexes. */
class Way {
  readonly #metres: number[][];
  #order: number[];

  constructor(places: readonly (Point | undefined)[]) {
    const known = places.filter((place) => place !== undefined);
    this.#metres = known.map((one) => known.map((other) => metresBetween(one, other)));
    this.#order = known.map((_, index) => index).slice(1);
  }

  shortened(): number[] {
    this.#order = this.#nearestNext();
    while (this.#turnOne() || this.#moveOne());
    return this.#order;
  }

  #nearestNext(): number[] {
    const [left, order] = [new Set(this.#order), [] as number[]];
    while (left.size > 0) {
      const here = order.at(-1) ?? 0;
      const next = [...left].reduce((best, one) => (this.#leg(here, one) < this.#leg(here, best) ? one : best));
      left.delete(next);
      order.push(next);
    }
    return order;
  }

  /** Walks parts the other way round where that is shorter; returns whether one was. */
  #turnOne(): boolean {
    let isShorter = false;
    for (let first = 0; first < this.#order.length - 1; first += 1) {
      for (let last = first + 1; last < this.#order.length; last += 1) {
        const order = this.#order;
        const [before, head] = [at(order, first - 1), at(order, first)];
        const [tail, after] = [at(order, last), at(order, last + 1)];
        const turned = this.#leg(before, tail) + this.#leg(head, after);
        const saved = this.#leg(before, head) + this.#leg(tail, after) - turned;
        if (saved <= leastGainMetres) continue;
        this.#order = [...order.slice(0, first), ...order.slice(first, last + 1).reverse(), ...order.slice(last + 1)];
        isShorter = true;
      }
    }
    return isShorter;
  }

  /** Moves some neighbours to another place of the way where that is shorter; returns whether some were. */
  #moveOne(): boolean {
    let isShorter = false;
    for (let size = 1; size <= mostMoved; size += 1) {
      for (let first = 0; first + size <= this.#order.length; first += 1) {
        const part = this.#order.slice(first, first + size);
        const rest = [...this.#order.slice(0, first), ...this.#order.slice(first + size)];
        const better = this.#betterPlace(rest, part, first);
        if (better === null) continue;
        this.#order = [...rest.slice(0, better), ...part, ...rest.slice(better)];
        isShorter = true;
      }
    }
    return isShorter;
  }

  /** Returns where in the rest the part makes a shorter way than at index `today`; null for nowhere. */
  #betterPlace(rest: readonly number[], part: readonly number[], today: number): number | null {
    const detour = (index: number) => {
      const [before, after] = [at(rest, index - 1), at(rest, index)];
      return this.#leg(before, part[0]) + this.#leg(part.at(-1), after) - this.#leg(before, after);
    };
    const most = detour(today) - leastGainMetres;
    for (let index = 0; index <= rest.length; index += 1) if (detour(index) < most) return index;
    return null;
  }

  /** The metres between two places; none after the last. */
  #leg(one: number | undefined, other: number | undefined): number {
    return one === undefined || other === undefined ? 0 : this.#metres[one]![other]!;
  }
}

/** The place at an index of the way; the start before the first. */
function at(order: readonly number[], index: number): number | undefined {
  return index < 0 ? 0 : order[index];
}

function mostUrgent(stops: readonly Stop[]): Stop | null {
  const due = ({ dueAt }: Stop) => (dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt));
  return stops.reduce<Stop | null>((best, one) => (best === null || due(one) < due(best) ? one : best), null);
}
