import type { PhotoKind } from "../gql/documents";

interface Pictured {
  kind: PhotoKind;
  createdAt: string;
}

const kinds: readonly PhotoKind[] = ["REPORT", "BEFORE", "AFTER"];

/** Returns the newest photo of each kind with the number of its kind, in the order of the work. */
export function stripOf<One extends Pictured>(photos: readonly One[]): { photo: One; count: number }[] {
  return kinds.flatMap((kind) => {
    const own = photos.filter((photo) => photo.kind === kind);
    const newest = own.toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0];
    return newest === undefined ? [] : [{ photo: newest, count: own.length }];
  });
}
