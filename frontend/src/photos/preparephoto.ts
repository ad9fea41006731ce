import { isWhole, kindOf } from "./filekind";
import { isSurelyBroken, maxBytes } from "./limits";

/** Why a file cannot be sent. */
export type PhotoRejection = "notPicture" | "gif" | "heic" | "broken" | "tooLarge";

/** Returns a reduced copy; the file itself when it is small enough; null when this browser cannot decode it. */
export type Shrink = (file: File, bytes: ArrayBuffer) => Promise<File | null>;

/** Returns the photo as it is sent, or why the server would refuse it. The bytes decide, not the name or the type. */
export async function preparePhoto(file: File, bytes: ArrayBuffer, shrink: Shrink): Promise<File | PhotoRejection> {
  const kind = kindOf(new Uint8Array(bytes));
  if (kind === null) return "notPicture";
  if (kind === "gif") return "gif";
  if (!isWhole(new Uint8Array(bytes), kind)) return "broken";
  const drawn = await shrink(file, bytes);
  if (drawn === null && kind === "heic") return "heic";
  if (drawn === null && isSurelyBroken(kind, file.size)) return "broken";
  // A large photo may need more memory than this device has; the server decodes it.
  const photo = drawn ?? file;
  return photo.size > maxBytes ? "tooLarge" : photo;
}
