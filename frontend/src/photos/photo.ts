import type { PhotoFieldsFragment, PhotoKind } from "../gql/documents";

/** The fields of a photo that are the same for all viewers with the same rights. */
export type Photo = PhotoFieldsFragment;

const sides = { small: 320, medium: 960, large: 2048 } as const;

/** Returns the `srcset` with the true widths: the longest side of an upright photo is its height. */
export function srcsetOf(photo: Pick<Photo, "width" | "height" | "small" | "medium" | "large">): string {
  const names = ["small", "medium", "large"] as const;
  return names.map((name) => `${photo[name]} ${widthAt(photo, sides[name])}w`).join(", ");
}

function widthAt({ width, height }: Pick<Photo, "width" | "height">, longest: number): number {
  return Math.max(1, Math.round(width * Math.min(1, longest / Math.max(width, height))));
}

export interface Pair {
  before: Photo;
  after: Photo;
}

/** Returns the photos to compare: the newest AFTER, and the newest BEFORE or the report's own; null without both. */
export function pairOf(photos: readonly Photo[]): Pair | null {
  const shown = photos.filter(({ hidden }) => !hidden);
  const after = newestOf(shown, "AFTER");
  const before = newestOf(shown, "BEFORE") ?? shown.find(({ kind }) => kind === "REPORT");
  return before === undefined || after === undefined ? null : { before, after };
}

function newestOf(photos: readonly Photo[], kind: PhotoKind): Photo | undefined {
  const known = photos.filter((photo) => photo.kind === kind);
  const newest = Math.max(...known.map(({ createdAt }) => Date.parse(createdAt)));
  return known.find(({ createdAt }) => Date.parse(createdAt) === newest);
}

/** Returns the photo that stands for the request in lists; null without a visible photo. */
export function coverOf(photos: readonly Photo[]): Photo | null {
  const shown = photos.filter(({ hidden }) => !hidden);
  return shown.find(({ kind }) => kind === "REPORT") ?? shown[0] ?? null;
}
