import type { EvidenceMark } from "../gql/documents";

interface MarkCount {
  mark: EvidenceMark;
  count: number;
}

/** Returns the marks of the photos of a request, each once, with how many photos have it; the most frequent first. */
export function marksOf(photos: readonly { marks: readonly EvidenceMark[] }[]): MarkCount[] {
  const counts = new Map<EvidenceMark, number>();
  photos.flatMap(({ marks }) => marks).forEach((mark) => counts.set(mark, (counts.get(mark) ?? 0) + 1));
  return [...counts].map(([mark, count]) => ({ mark, count })).sort((one, other) => other.count - one.count);
}
