import type { BoundingBoxInput } from "../gql/documents";
import type { Point } from "../domain/point";

export const zooms = { least: 4, most: 19 } as const;
// At zoom 12 a city of 25 km takes so many pixels.
const cityPixels = 900;
// The server rounds the places of pins to this precision, which is a tenth of a metre.
const decimals = 6;
const margin = 2e-6;

/** The visible part of the map; stored in the address bar as `at=zoom/latitude/longitude`. */
export interface View {
  zoom: number;
  center: Point;
}

/** Returns the view in the text `zoom/latitude/longitude`; null when it is none, or nowhere on the map. */
export function parseView(text: string | undefined): View | null {
  const [zoom, latitude, longitude, ...more] = numbersIn(text, "/");
  if (zoom === undefined || latitude === undefined || longitude === undefined || more.length > 0) return null;
  const isOnMap = zoom >= zooms.least && zoom <= zooms.most && isPlace(latitude, longitude);
  return isOnMap ? { zoom, center: { latitude, longitude } } : null;
}

export function formatView(view: View): string {
  // Four decimals are ten metres: fifty pixels at the last zoom, and far less than a pixel before.
  const digits = view.zoom > 15 ? decimals : 4;
  return `${view.zoom}/${view.center.latitude.toFixed(digits)}/${view.center.longitude.toFixed(digits)}`;
}

/** Returns the box in the text `west,south,east,north` of the address bar; null when it is none. */
export function parseBox(text: string | undefined): BoundingBoxInput | null {
  const [west, south, east, north, ...more] = numbersIn(text, ",");
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  const isBox = isPlace(south, west) && isPlace(north, east) && west < east && south < north && more.length === 0;
  return isBox ? { west, south, east, north } : null;
}

/** Writes the box down, a little wider: requests at its edge must be in it after rounding. */
export function formatBox([west, south, east, north]: readonly [number, number, number, number]): string {
  const edges = [west - margin, south - margin, east + margin, north + margin];
  return edges.map((edge) => edge.toFixed(decimals)).join(",");
}

/** Whether a point lies in a box, whose edges may be beyond the antimeridian. */
export function contains({ west, south, east, north }: BoundingBoxInput, { latitude, longitude }: Point): boolean {
  const turned = west + ((((longitude - west) % 360) + 360) % 360);
  return turned <= east && south <= latitude && latitude <= north;
}

function isPlace(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
}

/** Returns the numbers between the separators; none when one part is no number. */
function numbersIn(text: string | undefined, separator: string): number[] {
  const parts = (text ?? "").split(separator);
  return parts.every((part) => /^-?\d+(\.\d+)?$/.test(part)) ? parts.map(Number) : [];
}

/** Returns the zoom at which most of a city fits a map of this width in pixels. */
export function zoomFor(width: number): number {
  return Math.min(14, Math.max(11, 12 + Math.round(Math.log2(Math.max(1, width) / cityPixels))));
}
