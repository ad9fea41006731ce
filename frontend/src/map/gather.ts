import type { Cluster, Mark } from "./features";
import type { Point } from "../domain/point";

/** Marks that are nearer than this cover each other, so that only the upper one could be pressed. */
export const reachPixels = 24;
/** A circle that is nearer to the middle of another one than this covers its count. */
const countPixels = 22;
/** The reach of the largest circles: marks that are further apart are not compared. */
const cellPixels = 56;

interface Pixel {
  x: number;
  y: number;
}

interface Group {
  at: Pixel;
  marks: Mark[];
}

/**
 * Joins marks that would cover each other on the screen into clusters. `place` returns where a point is on the screen.
 */
export function gathered(marks: readonly Mark[], place: (point: Point) => Pixel): Mark[] {
  const cells = new Map<string, Group[]>();
  const groups: Group[] = [];
  for (const mark of marks) {
    const at = place(mark.at);
    const near = neighbours(cells, at).find((group) => distance(group.at, at) < reachOf(group, mark));
    if (near !== undefined) {
      near.marks.push(mark);
      continue;
    }
    const group = { at, marks: [mark] };
    groups.push(group);
    const key = cellKey(at, 0, 0);
    cells.set(key, [...(cells.get(key) ?? []), group]);
  }
  return groups.map(({ marks: joined }) => (joined.length === 1 ? joined[0]! : clusterOf(joined)));
}

function reachOf({ marks }: Group, mark: Mark): number {
  const areClusters = mark.kind === "cluster" && (marks.length > 1 || marks[0]!.kind === "cluster");
  if (!areClusters) return reachPixels;
  return clusterSize(Math.max(mark.count, sum(marks.map(countOf)))) / 2 + countPixels;
}

function neighbours(cells: ReadonlyMap<string, Group[]>, at: Pixel): Group[] {
  const steps = [-1, 0, 1];
  return steps.flatMap((down) => steps.flatMap((right) => cells.get(cellKey(at, right, down)) ?? []));
}

function cellKey({ x, y }: Pixel, right: number, down: number): string {
  return `${Math.floor(x / cellPixels) + right} ${Math.floor(y / cellPixels) + down}`;
}

/** Returns how wide the circle of so many requests is, in pixels. */
export function clusterSize(count: number): number {
  return Math.round(40 + Math.min(28, Math.log10(Math.max(1, count)) * 12));
}

function countOf(mark: Mark): number {
  return mark.kind === "pin" ? 1 : mark.count;
}

function distance(one: Pixel, other: Pixel): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function clusterOf(marks: readonly Mark[]): Cluster {
  const counts = marks.map(countOf);
  const count = sum(counts);
  const mean = (value: (mark: Mark) => number) => sum(marks.map((mark, at) => value(mark) * counts[at]!)) / count;
  const at = { latitude: mean((mark) => mark.at.latitude), longitude: mean((mark) => mark.at.longitude) };
  const boxes = marks.map(boxOf);
  return {
    kind: "cluster",
    id: `${at.latitude},${at.longitude}`,
    count,
    overdue: sum(marks.map((mark) => (mark.kind === "pin" ? Number(mark.isOverdue) : mark.overdue))),
    bbox: [
      Math.min(...boxes.map(([west]) => west)),
      Math.min(...boxes.map(([, south]) => south)),
      Math.max(...boxes.map(([, , east]) => east)),
      Math.max(...boxes.map(([, , , north]) => north)),
    ],
    at,
  };
}

/** Returns the box that holds all requests of a mark. */
export function boxOf(mark: Mark): NonNullable<Cluster["bbox"]> {
  const { latitude, longitude } = mark.at;
  const own = mark.kind === "cluster" ? mark.bbox : null;
  return own ?? [longitude, latitude, longitude, latitude];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
