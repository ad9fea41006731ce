/** As the server has them; a photo that cannot pass is better refused before it has travelled. */
export const maxPhotos = 5;
export const maxBytes = 15 * 1024 * 1024;
export const longestSide = 2048;
export const jpegQuality = 0.85;

/** A file this small is not worth decoding and encoding anew, if its picture is small enough too. */
const smallBytes = 1_500_000;
const sentAsTheyAre: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp"]);

export interface Size {
  width: number;
  height: number;
}

/** The size to draw the picture at; null when the file may go as it is. */
export function smallerSize(picture: Size, bytes: number, type: string): Size | null {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  if (scale === 1 && bytes <= smallBytes && sentAsTheyAre.has(type)) return null;
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** Some galleries give a file no type at all; those are left to the server. */
export function looksLikePicture(file: { type: string }): boolean {
  return file.type === "" || file.type.startsWith("image/");
}

/** The name of the file once it is a JPEG. */
export function jpegName(name: string): string {
  return `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
}
