import type { PlainKey } from "../i18n/messages";
import type { Translate } from "../i18n/translate";
import { isDay } from "../domain/days";
import { formatDay } from "../i18n/moment";
import { parseBox } from "../map/view";
import { periodOf, sourcesOf, statusesOf, unassignedOf, valuesOf, type FilterParam } from "./cityfilter";
import { isRequestId } from "./route";

/** A filter of the address bar in words; it can be removed. */
export interface FilterChip {
  param: FilterParam;
  text: (t: Translate) => string;
}

/** The names of what the address has by its id. */
export interface ChipNames {
  category(id: string): string;
  district(id: string): string;
  /** Null while the name is not known. */
  executor: string | null;
}

type Params = Readonly<Record<string, string>>;

/**
 * Returns the filters in the address bar that the fields of the panel do not show: those without a field, and those
 * with several values.
 */
export function chipsOf(params: Params, names: ChipNames): FilterChip[] {
  const found: FilterChip[] = [];
  const say = (param: FilterParam, text: FilterChip["text"]) => found.push({ param, text });
  const list = (param: FilterParam, title: PlainKey, values: readonly string[], least: number, name: NameOf) => {
    if (values.length < least) return;
    const word = (t: Translate) => values.map((value) => name(value, t)).join(", ");
    say(param, (t) => (values.length > 1 ? `${t(title)}: ${word(t)}` : word(t)));
  };
  list("status", "table-column-status", statusesOf(params), 1, (one, t) => t(`status-${one as "DONE"}`));
  list("category", "report-category", valuesOf(params.category), 2, (one) => names.category(one));
  list("district", "city-district", valuesOf(params.district), 2, (one) => names.district(one) || one);
  list("source", "call-source", sourcesOf(params), 2, (one, t) => t(`source-${one as "PHONE"}`));
  if (params.risk === "1") say("risk", (t) => t("city-alerts"));
  if (isRequestId(params.executor ?? "")) say("executor", (t) => names.executor ?? t("request-executor"));
  const unassigned = unassignedOf(params);
  if (unassigned !== null) say("unassigned", (t) => t(unassigned ? "table-unassigned" : "table-assigned"));
  if (isRequestId(params.author ?? "")) say("author", (t) => t("table-one-author"));
  const { from, to } = params;
  if (isDay(from)) say("from", (t) => t("table-from-day", { day: dayText(from, t) }));
  if (isDay(to)) say("to", (t) => t("table-to-day", { day: dayText(to, t) }));
  if (params.done === "1") say("done", (t) => t("table-done"));
  if (params.late === "1") say("late", (t) => t("table-late"));
  if (params.late === "0") say("late", (t) => t("table-in-time"));
  const { donesince } = params;
  if (isDay(donesince)) say("donesince", (t) => t("table-done-since", { day: dayText(donesince, t) }));
  if (params.disputed === "1") say("disputed", (t) => t("table-disputed"));
  if (params.marked === "1") say("marked", (t) => t("table-marked"));
  const period = periodOf(params);
  if (period !== null) say("period", (t) => t(`table-period-${period}`));
  if (parseBox(params.box) !== null) say("box", (t) => t("table-box"));
  return found;
}

/** A day of the calendar is the same in every time zone. */
function dayText(day: string, t: Translate): string {
  return formatDay(`${day}T12:00:00Z`, t, "UTC");
}

type NameOf = (value: string, t: Translate) => string;
