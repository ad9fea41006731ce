import type { Point } from "../domain/point";
import type { ShotInput } from "../gql/documents";
import type { Exif } from "./exif";

/** The position that the device reports. */
export interface Fix extends Point {
  accuracyMetres: number;
}

/** Time and place of a shot as this device reports them; the server treats them as hints. */
export type Shot = ShotInput;

export type Source = "camera" | "gallery";

// Long enough to review a shot, too short for a picture from the gallery.
const freshMilliseconds = 5 * 60_000;

/**
 * Returns whether a photo was just taken. Without a camera the camera field opens old files, so the time counts, too.
 */
export function isJustTaken(source: Source, exif: Exif, lastModified: number, now: number): boolean {
  if (source !== "camera") return false;
  const at = exif.takenAt === null ? lastModified : Date.parse(exif.takenAt);
  return Math.abs(now - at) <= freshMilliseconds;
}

/** Returns time and place from the file; those of the device only for a photo that was just taken. */
export function shotOf(exif: Exif, justTaken: boolean, fix: Fix | null, now: number): Shot {
  const takenAt = exif.takenAt ?? (justTaken ? new Date(now).toISOString() : null);
  const place = placeOf(exif) ?? (justTaken ? fix : null);
  return { ...(place ?? {}), ...(takenAt === null ? {} : { takenAt }) };
}

function placeOf({ latitude, longitude }: Exif): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

/** Returns the place of a shot; null when it has none. */
export function pointOf({ latitude, longitude }: Shot): Point | null {
  return latitude == null || longitude == null ? null : { latitude, longitude };
}

/** Returns whether a point is inside the bounds (west, south, east, north); the server refuses points outside. */
export function isWithin(
  { latitude, longitude }: Point,
  [west = 0, south = 0, east = 0, north = 0]: readonly number[],
): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}
