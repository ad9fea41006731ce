import type { Point } from "../domain/point";
import type { ShotInput } from "../gql/documents";
import type { Exif } from "./exif";

/** Where the device says it is. */
export interface Fix extends Point {
  accuracyMetres: number;
}

/** What was known at the moment of the shot; the server believes none of it, but weighs it. */
export type Shot = ShotInput;

export type Source = "camera" | "gallery";

// Long enough to look at the shot and accept it, too short for a picture of yesterday.
const freshMilliseconds = 5 * 60_000;

/** A desk has no camera button: there "take a photo" opens the folder of old files, whose moment was not now. */
export function isJustTaken(source: Source, exif: Exif, lastModified: number, now: number): boolean {
  if (source !== "camera") return false;
  const at = exif.takenAt === null ? lastModified : Date.parse(exif.takenAt);
  return Math.abs(now - at) <= freshMilliseconds;
}

/** What the file says goes first; the device's own word stands in only for a photo taken this minute. */
export function shotOf(exif: Exif, justTaken: boolean, fix: Fix | null, now: number): Shot {
  const takenAt = exif.takenAt ?? (justTaken ? new Date(now).toISOString() : null);
  const place = placeOf(exif) ?? (justTaken ? fix : null);
  return { ...(place ?? {}), ...(takenAt === null ? {} : { takenAt }) };
}

function placeOf({ latitude, longitude }: Exif): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

export function pointOf({ latitude, longitude }: Shot): Point | null {
  return latitude == null || longitude == null ? null : { latitude, longitude };
}

/** West, south, east, north: the server refuses what lies outside. */
export function isWithin(
  { latitude, longitude }: Point,
  [west = 0, south = 0, east = 0, north = 0]: readonly number[],
): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}
