import type { BoundingBoxInput } from "../gql/documents";
import type { Point } from "./point";

const earthMetres = 6_371_008.8;
const metresPerDegree = (earthMetres * Math.PI) / 180;

/** The size of a cell, in degrees: about half a kilometre in Kazakhstan. */
const cellDegrees = 0.005;

/** Returns the distance in metres along a great circle (haversine). */
export function metresBetween(one: Point, other: Point): number {
  const [north, east] = [other.latitude - one.latitude, other.longitude - one.longitude].map(radians);
  const cosines = Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude));
  const half = Math.sin(north! / 2) ** 2 + cosines * Math.sin(east! / 2) ** 2;
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * Returns a box that has everything within `metres` of any point in the cell of a grid that the point lies in. The
 * server, which is asked for the box, so learns the cell and not where in it the person stands.
 */
export function boxAround({ latitude, longitude }: Point, metres: number): BoundingBoxInput {
  const [west, south] = [cellStart(longitude), cellStart(latitude)];
  const up = metres / metresPerDegree;
  // A degree of longitude is shortest at the edge that is further from the equator.
  const across = up / Math.cos(radians(Math.max(Math.abs(south - up), Math.abs(south + cellDegrees + up))));
  return {
    west: rounded(west - across),
    south: rounded(south - up),
    east: rounded(west + cellDegrees + across),
    north: rounded(south + cellDegrees + up),
  };
}

/** Returns what has a place, the nearest to the point first; equals stay in their order. */
export function nearestFirst<Placed extends { location: Point }>(placed: readonly Placed[], from: Point): Placed[] {
  return placed
    .map((one) => ({ one, metres: metresBetween(from, one.location) }))
    .sort((one, other) => one.metres - other.metres)
    .map(({ one }) => one);
}

function cellStart(degrees: number): number {
  return Math.floor(degrees / cellDegrees) * cellDegrees;
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
