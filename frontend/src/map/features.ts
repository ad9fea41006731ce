import type { Feature, FeatureCollection } from "geojson";
import type { ServiceRequestStatus } from "../gql/documents";
import type { Point } from "../domain/point";

export interface Pin {
  kind: "pin";
  id: string;
  number: string;
  status: ServiceRequestStatus;
  categoryId: string;
  isOverdue: boolean;
  /** ISO 8601; null unless the deadline runs. */
  dueAt: string | null;
  at: Point;
}

export interface Cluster {
  kind: "cluster";
  id: string;
  count: number;
  overdue: number;
  bbox: [west: number, south: number, east: number, north: number] | null;
  at: Point;
}

export type Mark = Pin | Cluster;

/** Returns the pins and clusters in the GeoJSON of the `map` query; unknown features are left out. */
export function marksOf(collection: FeatureCollection): Mark[] {
  return collection.features.map(markOf).filter((mark) => mark !== null);
}

/** Returns the marks at the current time: a pin whose deadline has passed since the query is overdue. */
export function marksAt(marks: readonly Mark[], near: (moment: number) => number): Mark[] {
  return marks.map((mark) => (mark.kind === "pin" && hasPassed(mark, near) ? { ...mark, isOverdue: true } : mark));
}

function hasPassed({ isOverdue, dueAt }: Pin, near: (moment: number) => number): boolean {
  if (isOverdue || dueAt === null) return false;
  const due = Date.parse(dueAt);
  return due < near(due);
}

function markOf(feature: Feature): Mark | null {
  if (feature.geometry.type !== "Point") return null;
  const [longitude = NaN, latitude = NaN] = feature.geometry.coordinates;
  const properties: Record<string, unknown> = feature.properties ?? {};
  const at = { latitude, longitude };
  return properties.cluster === true ? clusterOf(properties, at) : pinOf(properties, at);
}

function clusterOf(properties: Record<string, unknown>, at: Point): Cluster {
  const bbox =
    Array.isArray(properties.bbox) && properties.bbox.length === 4 ? (properties.bbox as Cluster["bbox"]) : null;
  return {
    kind: "cluster",
    id: `${at.latitude},${at.longitude}`,
    count: Number(properties.count),
    overdue: Number(properties.overdue ?? 0),
    bbox,
    at,
  };
}

function pinOf(properties: Record<string, unknown>, at: Point): Pin | null {
  if (typeof properties.id !== "string") return null;
  return {
    kind: "pin",
    id: properties.id,
    number: String(properties.number),
    status: properties.status as ServiceRequestStatus,
    categoryId: String(properties.categoryId),
    isOverdue: properties.isOverdue === true,
    dueAt: typeof properties.dueAt === "string" ? properties.dueAt : null,
    at,
  };
}
