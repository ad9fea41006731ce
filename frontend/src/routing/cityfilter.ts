import { beginOf, endOf, isDay } from "../domain/days";
import { allStatuses, doneStatuses, openStatuses } from "../domain/statuses";
import { reportSources } from "../domain/taken";
import type {
  Period,
  ReportSource,
  ServiceRequestFilter,
  ServiceRequestOrder,
  ServiceRequestStatus,
} from "../gql/documents";
import { parseBox } from "../map/view";
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

const statusesOfTab = { all: null, done: doneStatuses, open: openStatuses } as const;

/** The spans of time that a list can have; without one it has all requests. */
export const periods = ["OPEN", "DAYS_7", "DAYS_30", "DAYS_90", "DAYS_365"] as const satisfies readonly Period[];

/** The parameters that narrow the list: all but its order, and what is open beside it. */
export const filterParams = [
  "show", "status", "text", "category", "district", "executor", "unassigned", "author", "overdue", "risk", "source",
  "from", "to", "since", "period", "zone", "box",
  "done", "late", "donesince", "disputed", "marked",
] as const;
export type FilterParam = (typeof filterParams)[number];

/** Returns the values of a parameter that may have several, such as `status=DONE,REJECTED`. */
export function valuesOf(value: string | undefined): readonly string[] {
  return [...new Set((value ?? "").split(",").filter((one) => one !== ""))];
}

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

/** Returns how the requests of the list reached the officer who typed them in; none for all requests. */
export function sourcesOf(params: Params): readonly ReportSource[] {
  const named = valuesOf(params.source);
  return reportSources.filter((source) => named.includes(source));
}

/** Returns the statuses of the list, which stand above its tab; none for those of the tab. */
export function statusesOf(params: Params): readonly ServiceRequestStatus[] {
  const named = valuesOf(params.status);
  return allStatuses.filter((status) => named.includes(status));
}

/** Returns the span of time of the list; null for all times. */
export function periodOf(params: Params): (typeof periods)[number] | null {
  return periods.find((period) => period === params.period) ?? null;
}

/** Returns what the list asks of the work: `late=0` is work in time, `donesince` a day by the clock of the city. */
export function workOf(params: Params, timeZone: string): ServiceRequestFilter {
  const { done, late, donesince, disputed, marked, executor } = params;
  return {
    ...(done === "1" ? { done: true } : {}),
    ...(late === "1" || late === "0" ? { late: late === "1" } : {}),
    // The server has such lists for one executor alone.
    ...(isDay(donesince) && isRequestId(executor ?? "") ? { doneFrom: beginOf(donesince, timeZone) } : {}),
    ...(disputed === "1" ? { disputed: true } : {}),
    ...(marked === "1" ? { marked: true } : {}),
  };
}

/** Returns whether the list is of requests without an executor, or of those with one; null for both. */
export function unassignedOf({ unassigned }: Params): boolean | null {
  return unassigned === "1" ? true : unassigned === "0" ? false : null;
}

/**
 * Returns the filter in the parameters of the address bar, so that a view of the panel can be shared as a link. `from`
 * and `to` are whole days by the clock of the city.
 */
export function filterOf(cityId: string, params: Params, timeZone = "Asia/Almaty"): ServiceRequestFilter {
  const chosen = statusesOf(params);
  const ofTab = statusesOfTab[showOf(params)] ?? (params.zone ? countedStatuses : null);
  const statuses = chosen.length > 0 ? chosen : ofTab;
  const [sources, categories, districts] = [sourcesOf(params), valuesOf(params.category), valuesOf(params.district)];
  const [unassigned, period, bbox] = [unassignedOf(params), periodOf(params), parseBox(params.box)];
  const begin = createdFrom(params, timeZone);
  return {
    cityId,
    ...(statuses === null ? {} : { statuses: [...statuses] }),
    ...(params.overdue === "1" ? { overdue: true } : {}),
    ...(params.risk === "1" ? { atRisk: true } : {}),
    ...(unassigned === null ? {} : { unassigned }),
    ...(params.executor && isRequestId(params.executor) ? { executorId: params.executor } : {}),
    ...(params.author && isRequestId(params.author) ? { authorId: params.author } : {}),
    ...(sources.length === 0 ? {} : { reportSources: [...sources] }),
    ...(categories.length === 0 ? {} : { categoryIds: [...categories] }),
    ...(districts.length === 0 ? {} : { districtIds: [...districts] }),
    ...(params.text ? { text: params.text } : {}),
    ...(params.zone ? { zone: params.zone } : {}),
    ...(bbox === null ? {} : { bbox }),
    ...(period === null ? {} : { period }),
    ...(begin === null ? {} : { createdFrom: begin }),
    ...(isDay(params.to) ? { createdTo: endOf(params.to, timeZone) } : {}),
    ...workOf(params, timeZone),
  };
}

/** The later of the day and of the moment that the address names. */
function createdFrom({ from, since }: Params, timeZone: string): string | null {
  const day = isDay(from) ? beginOf(from, timeZone) : null;
  if (!isMoment(since)) return day;
  return day !== null && Date.parse(day) > Date.parse(since) ? day : since;
}
