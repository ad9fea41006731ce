import type { ServiceRequest } from "../domain/request";
import { allStatuses, openStatuses } from "../domain/statuses";
import type { Period, ServiceRequestFilter, ServiceRequestStatus } from "../gql/documents";

type Params = Readonly<Record<string, string>>;

/** What the map shows: the conditions that its legend offers. */
export interface MapFilter extends ServiceRequestFilter {
  period: Period;
}

/** Open requests, and those finished within 30 days. */
export const usualPeriod = "DAYS_30";
export const mapPeriods = ["OPEN", "DAYS_7", "DAYS_30", "DAYS_90", "DAYS_365"] as const satisfies readonly Period[];
const filterParams = ["status", "category", "period", "overdue"] as const;

/** Returns the parameters of the map that stay when a report is begun, and when its form is closed. */
export function keptOfMap(params: Params): Record<string, string> {
  return Object.fromEntries(["at", ...filterParams].map((name) => [name, params[name] ?? ""]));
}

export function isFiltered(params: Params): boolean {
  return filterParams.some((name) => (params[name] ?? "") !== "");
}

/** The parameters without a filter. */
export const noFilter: Params = Object.fromEntries(filterParams.map((name) => [name, ""]));

/** Returns the statuses that the map shows: all of them where the address names none. */
export function shownStatuses({ status }: Params): readonly ServiceRequestStatus[] {
  const named = (status ?? "").split(",");
  const shown = allStatuses.filter((one) => named.includes(one));
  return shown.length === 0 ? allStatuses : shown;
}

/** Returns the parameter after a status was shown or hidden; a map that would show nothing shows everything. */
export function withStatus(params: Params, status: ServiceRequestStatus, isShown: boolean): string {
  const before = shownStatuses(params);
  const after = allStatuses.filter((one) => (one === status ? isShown : before.includes(one)));
  return after.length === allStatuses.length ? "" : after.join(",");
}

export function mapFilterOf(params: Params): MapFilter {
  const statuses = shownStatuses(params);
  const { category, period, overdue } = params;
  return {
    period: mapPeriods.find((one) => one === period) ?? usualPeriod,
    ...(statuses.length === allStatuses.length ? {} : { statuses: [...statuses] }),
    ...(category ? { categoryIds: [category] } : {}),
    ...(overdue === "1" ? { overdue: true } : {}),
  };
}

/** Whether a request that changes now passes the filter. */
export function passes(
  { period, statuses, categoryIds, overdue }: MapFilter,
  request: Pick<ServiceRequest, "status" | "category" | "isOverdue">,
): boolean {
  if (period === "OPEN" && !openStatuses.includes(request.status)) return false;
  if (statuses != null && !statuses.includes(request.status)) return false;
  if (categoryIds != null && !categoryIds.includes(request.category.id)) return false;
  return overdue !== true || request.isOverdue;
}
