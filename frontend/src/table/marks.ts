import type { EvidenceMark } from "../gql/documents";

/** Returns the marks of the photos of a request, each once, with how many photos have it; the most frequent first. */
export function marksOf(photos: readonly { marks: readonly EvidenceMark[] }[]): { mark: EvidenceMark; count: number }[] {
  const counts = new Map<EvidenceMark, number>();
  photos.flatMap(({ marks }) => marks).forEach((mark) => counts.set(mark, (counts.get(mark) ?? 0) + 1));
  return [...counts].map(([mark, count]) => ({ mark, count })).sort((one, other) => other.count - one.count);
}
