import type { Point } from "../domain/point";
import type { ServiceRequest } from "../domain/request";
import { runningStatuses } from "../domain/statuses";
import type { EventKind } from "../gql/documents";
import type { Cluster, Mark, Pin } from "./features";

/** A step of a request, as far as the map shows it. */
export interface News {
  kind: EventKind;
  serviceRequest: Pick<
    ServiceRequest,
    "id" | "number" | "status" | "category" | "isOverdue" | "dueAt" | "location"
  >;
}

export interface AfterNews {
  marks: Mark[];
  /** Whether the marks are now what the server would answer; otherwise they should be queried again some time. */
  isExact: boolean;
}

/**
 * Returns the marks after a step. The map shows open requests and those finished lately, so a step takes none away.
 * A cluster does not say which requests it has, so a step may change its number of overdue ones unknown to us.
 */
export function afterNews(marks: readonly Mark[], news: News): AfterNews {
  const pin = pinOf(news);
  const hasPin = marks.some((mark) => mark.kind === "pin" && mark.id === pin.id);
  if (hasPin) return { marks: afterNewsOfPin(marks, news), isExact: true };
  const around = marks.findIndex((mark) => mark.kind === "cluster" && holds(mark, pin.at));
  if (around < 0) return { marks: [...marks, pin], isExact: true };
  const cluster = marks[around] as Cluster;
  if (news.kind === "SUBMITTED") {
    const overdue = cluster.overdue + Number(pin.isOverdue);
    return { marks: replaced(marks, around, { ...cluster, count: cluster.count + 1, overdue }), isExact: true };
  }
  if (news.kind === "DEADLINE_BREACHED") {
    const overdue = Math.min(cluster.count, cluster.overdue + 1);
    return { marks: replaced(marks, around, { ...cluster, overdue }), isExact: true };
  }
  return { marks: [...marks], isExact: cluster.overdue === 0 && !pin.isOverdue };
}

/** Returns the marks after a step of a request that may have a pin; clusters stay. */
export function afterNewsOfPin(marks: readonly Mark[], news: News): Mark[] {
  const pin = pinOf(news);
  return marks.map((mark) => (mark.kind === "pin" && mark.id === pin.id ? pin : mark));
}

/** Returns the marks after a step of a request that does not pass the filter of the map: it may have passed before. */
export function withoutPin(marks: readonly Mark[], { serviceRequest }: News): AfterNews {
  const left = marks.filter((mark) => mark.kind !== "pin" || mark.id !== serviceRequest.id);
  const isCounted = marks.some((mark) => mark.kind === "cluster" && holds(mark, serviceRequest.location));
  return { marks: left, isExact: left.length < marks.length || !isCounted };
}

function replaced(marks: readonly Mark[], index: number, mark: Mark): Mark[] {
  return marks.map((one, at) => (at === index ? mark : one));
}

function pinOf({ serviceRequest: request }: News): Pin {
  return {
    kind: "pin",
    id: request.id,
    number: request.number,
    status: request.status,
    categoryId: request.category.id,
    isOverdue: request.isOverdue,
    dueAt: runningStatuses.includes(request.status) ? request.dueAt : null,
    at: { latitude: request.location.latitude, longitude: request.location.longitude },
  };
}

function holds({ bbox }: Cluster, { latitude, longitude }: Point): boolean {
  if (bbox === null) return false;
  const [west, south, east, north] = bbox;
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north;
}
