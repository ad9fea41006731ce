import { allStatuses, doneStatuses, openStatuses } from "../domain/statuses";
import { reportSources } from "../domain/taken";
import type { ReportSource, ServiceRequestFilter, ServiceRequestOrder, ServiceRequestStatus } from "../gql/documents";
import { isRequestId } from "./route";

/** The tabs of the city panel, in their order. */
export const shows = ["all", "done", "open"] as const;
export type Show = (typeof shows)[number];
export const orders: readonly ServiceRequestOrder[] = ["BEST_MATCH", "NEWEST", "OLDEST", "DUE_FIRST", "UPDATED"];

type Params = Readonly<Record<string, string>>;

/** The requests that the figures of a zone count: those closed without work are none of them. */
const countedStatuses = [...openStatuses, ...doneStatuses];

/** Whether a parameter is a time of the API. */
export function isMoment(value: string | undefined): value is string {
  return value !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) && !isNaN(Date.parse(value));
}

const statusesOf = { all: null, done: doneStatuses, open: openStatuses } as const;

export function showOf(params: Params): Show {
  return shows.find((show) => show === params.show) ?? "all";
}

/** Returns the orders that a list can have: only a search has a best match, which then comes first. */
export function ordersOf(params: Params): readonly ServiceRequestOrder[] {
  return params.text ? orders : orders.filter((order) => order !== "BEST_MATCH");
}

export function orderOf(params: Params): ServiceRequestOrder {
  const offered = ordersOf(params);
  return offered.find((order) => order === params.order) ?? offered[0] ?? "NEWEST";
}

/** Returns how the requests of the list reached the officer who typed them in; null for all requests. */
export function sourceOf(params: Params): ReportSource | null {
  return reportSources.find((source) => source === params.source) ?? null;
}

/** Returns the one status of the list, which stands above its tab; null for those of the tab. */
export function statusOf(params: Params): ServiceRequestStatus | null {
  return allStatuses.find((status) => status === params.status) ?? null;
}

/** Returns the filter in the parameters of the address bar, so that a view of the panel can be shared as a link. */
export function filterOf(cityId: string, params: Params): ServiceRequestFilter {
  const status = statusOf(params);
  const statuses = status === null ? (statusesOf[showOf(params)] ?? (params.zone ? countedStatuses : null)) : [status];
  return {
    cityId,
    ...(statuses === null ? {} : { statuses: [...statuses] }),
    ...(params.overdue === "1" ? { overdue: true } : {}),
    ...(params.risk === "1" ? { atRisk: true } : {}),
    ...(params.executor && isRequestId(params.executor) ? { executorId: params.executor } : {}),
    ...(sourceOf(params) === null ? {} : { reportSources: [sourceOf(params) as ReportSource] }),
    ...(params.category ? { categoryIds: [params.category] } : {}),
    ...(params.district ? { districtIds: [params.district] } : {}),
    ...(params.text ? { text: params.text } : {}),
    ...(params.zone ? { zone: params.zone } : {}),
    ...(isMoment(params.since) ? { createdFrom: params.since } : {}),
  };
}
