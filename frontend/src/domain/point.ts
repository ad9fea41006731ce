/** A place on the map, in degrees. */
export interface Point {
  latitude: number;
  longitude: number;
}

/** Returns the coordinates with five digits, which is about a metre. */
export function shortPoint(point: Point): string {
  return `${point.latitude.toFixed(5)}, ${point.longitude.toFixed(5)}`;
}

/** What a point was taken from: a photo, an address, or a street, which is long. */
export type ProposedBy = "PHOTO" | "ADDRESS" | "STREET";
