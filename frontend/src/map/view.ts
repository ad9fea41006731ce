import type { Point } from "../domain/point";

/** The visible part of the map; stored in the address bar as `at=zoom/latitude/longitude`. */
export interface View {
  zoom: number;
  center: Point;
}

/** Returns the view in the text `zoom/latitude/longitude`; null when it is none. */
export function parseView(text: string | undefined): View | null {
  const [zoom, latitude, longitude] = (text ?? "").split("/").map(Number);
  const numbers = [zoom, latitude, longitude];
  if (text === undefined || numbers.some((number) => number === undefined || !Number.isFinite(number))) return null;
  return { zoom: zoom!, center: { latitude: latitude!, longitude: longitude! } };
}

export function formatView(view: View): string {
  return `${view.zoom}/${view.center.latitude.toFixed(4)}/${view.center.longitude.toFixed(4)}`;
}
