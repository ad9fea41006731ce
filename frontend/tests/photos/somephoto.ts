import type { Photo } from "../../src/photos/photo";

export function somePhoto(change: Partial<Photo> = {}): Photo {
  return {
    id: "p1", rectangles: null, kind: "REPORT", width: 2048, height: 1536,
    small: "/photos/r/s.webp", medium: "/photos/r/m.webp", large: "/photos/r/l.webp",
    createdAt: "2026-01-15T08:00:00Z", takenAt: null, marks: [], distanceMetres: null, hidden: false, blurred: false,
    ...change,
  };
}
