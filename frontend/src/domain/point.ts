/** A place on the map, in degrees. */
export interface Point {
  latitude: number;
  longitude: number;
}

/** Five digits are about a metre; more would only look exact. */
export function shortPoint(point: Point): string {
  return `${point.latitude.toFixed(5)}, ${point.longitude.toFixed(5)}`;
}
