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
 * makes it shorter. 2-opt alone does not mend a street that begins in its middle. The way begins at `start`; where that
 * is unknown, at the stop with the earliest deadline. It does not lead back. Distances are straight lines.
 */
export function roundOf(stops: readonly Stop[], start: Point | null): string[] {
  const order = nearestNeighbours(stops, start);
  return improved(order, start).map(({ id }) => id);
}

/** Returns the length of the way through the places, in metres. */
export function lengthOf(places: readonly Point[]): number {
  return places.slice(1).reduce((sum, place, index) => sum + metresBetween(places[index]!, place), 0);
}

/**
 * Returns the tasks in the order of a round that was made before, and those that it does not know: they came later. What
 * is finished leaves the round and nothing else moves.
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

function nearestNeighbours(stops: readonly Stop[], start: Point | null): Stop[] {
  // By id first, so that equal distances give the same round on every device.
  const left = [...stops].sort((one, other) => (one.id < other.id ? -1 : 1));
  const order: Stop[] = [];
  let here = start;
  while (left.length > 0) {
    const next = here === null ? mostUrgent(left) : nearest(left, here);
    order.push(...left.splice(next, 1));
    here = order.at(-1)!.location;
  }
  return order;
}

/** Applies changes to the order while one makes the way shorter. */
function improved(order: Stop[], start: Point | null): Stop[] {
  let current = order;
  for (;;) {
    const shorter = turned(current, start) ?? moved(current, start);
    if (shorter === null) return current;
    current = shorter;
  }
}

/** Returns the order with one part walked the other way round; null where that makes no way shorter. */
function turned(order: readonly Stop[], start: Point | null): Stop[] | null {
  for (let first = firstFree(start); first < order.length - 1; first += 1) {
    for (let last = first + 1; last < order.length; last += 1) {
      const [before, head] = [placeAt(order, first - 1, start), placeAt(order, first, start)];
      const [tail, after] = [placeAt(order, last, start), placeAt(order, last + 1, start)];
      const saved = leg(before, head) + leg(tail, after) - leg(before, tail) - leg(head, after);
      if (saved <= leastGainMetres) continue;
      return [...order.slice(0, first), ...order.slice(first, last + 1).reverse(), ...order.slice(last + 1)];
    }
  }
  return null;
}

/** Returns the order with some neighbours moved to another place in it; null where that makes no way shorter. */
function moved(order: readonly Stop[], start: Point | null): Stop[] | null {
  for (let size = 1; size <= mostMoved; size += 1) {
    for (let first = firstFree(start); first + size <= order.length; first += 1) {
      const part = order.slice(first, first + size);
      const rest = [...order.slice(0, first), ...order.slice(first + size)];
      const better = inserted(rest, part, first, start);
      if (better !== null) return better;
    }
  }
  return null;
}

/** Returns the rest with the part in a better place than at index `from`; null where there is none. */
function inserted(rest: readonly Stop[], part: readonly Stop[], from: number, start: Point | null): Stop[] | null {
  const [head, tail] = [part[0]!.location, part.at(-1)!.location];
  const detour = (index: number) => {
    const [before, after] = [placeAt(rest, index - 1, start), placeAt(rest, index, start)];
    return leg(before, head) + leg(tail, after) - leg(before, after);
  };
  const today = detour(from);
  for (let index = firstFree(start); index <= rest.length; index += 1) {
    if (today - detour(index) > leastGainMetres) return [...rest.slice(0, index), ...part, ...rest.slice(index)];
  }
  return null;
}

/** The first index that may change: without a start the most urgent task stays first. */
function firstFree(start: Point | null): number {
  return start === null ? 1 : 0;
}

function placeAt(order: readonly Stop[], index: number, start: Point | null): Point | null {
  return index < 0 ? start : (order[index]?.location ?? null);
}

/** The way between two places; none before the first and after the last. */
function leg(one: Point | null, other: Point | null): number {
  return one === null || other === null ? 0 : metresBetween(one, other);
}

function nearest(stops: readonly Stop[], from: Point): number {
  return leastOf(stops, ({ location }) => metresBetween(from, location));
}

function mostUrgent(stops: readonly Stop[]): number {
  return leastOf(stops, ({ dueAt }) => (dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt)));
}

function leastOf(stops: readonly Stop[], measure: (stop: Stop) => number): number {
  const values = stops.map(measure);
  return values.reduce((best, value, index) => (value < values[best]! ? index : best), 0);
}
