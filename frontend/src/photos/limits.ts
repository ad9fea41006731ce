import type { FileKind } from "./filekind";

/** The server's limits, so that a photo that it would refuse is not uploaded. */
export const maxPhotos = 5;
export const maxBytes = 15 * 1024 * 1024;
const longestSide = 2048;
export const jpegQuality = 0.85;

/** A smaller file is not encoded again, if its picture is small enough, too. */
const smallBytes = 1_500_000;
const sentAsTheyAre: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp"]);

interface Size {
  width: number;
  height: number;
}

/** Returns the size of the reduced picture; null when the file can be sent as it is. */
export function smallerSize(picture: Size, bytes: number, type: string): Size | null {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  if (scale === 1 && bytes <= smallBytes && sentAsTheyAre.has(type)) return null;
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** Returns whether a picture that could not be decoded is broken: it is of a common kind and needs little memory. */
export function isSurelyBroken(kind: FileKind, bytes: number): boolean {
  return bytes <= smallBytes && ["jpeg", "png", "webp"].includes(kind);
}

/** Returns the name of the file after its conversion to JPEG. */
export function jpegName(name: string): string {
  return `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
}
