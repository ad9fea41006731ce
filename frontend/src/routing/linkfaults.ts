import { isMonth } from "../domain/month";
import { whoOf } from "../domain/people";
import { allStatuses } from "../domain/statuses";
import { isLanguage } from "../i18n/language";
import { parseBox, parseView } from "../map/view";
import { isDay } from "../domain/days";
import { reportSources } from "../domain/taken";
import { isMoment, orders, periods, shows, valuesOf } from "./cityfilter";
import { isRequestId, parseRoute, type Page, type Route } from "./route";

/** The ids of what a link may name; null until they are loaded. */
export interface KnownIds {
  cities: readonly string[] | null;
  categories: readonly string[] | null;
}

type Check = (value: string, known: KnownIds) => boolean;

const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value);
const areOf = (values: readonly string[]) => (value: string) => valuesOf(value).every((one) => values.includes(one));
const isPage = (value: string) => parseRoute(`#/${value}`).page !== "unknown";

const everywhere: Readonly<Record<string, Check>> = {
  city: (value, { cities }) => cities?.includes(value) ?? true,
  lang: isLanguage,
  next: isPage,
};

const ofPage: Readonly<Partial<Record<Page, Readonly<Record<string, Check>>>>> = {
  map: {
    at: (value) => parseView(value) !== null,
    spot: (value) => parseBox(value) !== null,
    zones: isOneOf(["REQUESTS", "LATE"]),
  },
  report: { at: (value) => parseView(value) !== null },
  request: { photo: isRequestId, notice: (value) => /^\d{1,18}$/.test(value) },
  city: {
    show: isOneOf(shows),
    order: isOneOf(orders),
    overdue: isOneOf(["1"]),
    risk: isOneOf(["1"]),
    status: areOf(allStatuses),
    executor: isRequestId,
    author: isRequestId,
    unassigned: isOneOf(["0", "1"]),
    source: areOf(reportSources),
    from: isDay,
    to: isDay,
    period: isOneOf(periods),
    box: (value) => parseBox(value) !== null,
    open: isRequestId,
    zone: (value) => /^8[0-9a-f]{14}$/.test(value),
    since: isMoment,
    category: (value, { categories }) => categories === null || areOf(categories)(value),
  },
  board: { month: isMonth },
  people: { who: (value) => whoOf(value) === value },
};

const longest = 40;

/**
 * Returns the parameters of a link that mean nothing, as they stand in it. Foreign ones, which messengers and
 * newsletters add, are passed over.
 */
export function faultsOf({ page, params }: Route, known: KnownIds): string[] {
  const checks = { ...everywhere, ...ofPage[page] };
  return Object.entries(params)
    .filter(([name, value]) => value !== "" && Object.hasOwn(checks, name) && !checks[name]!(value, known))
    .map(([name, value]) => `${name}=${value.length > longest ? `${value.slice(0, longest)}…` : value}`);
}
