import type { Translate } from "../../i18n/translate";
import { filterOf, orderOf, showOf, valuesOf } from "../../routing/cityfilter";
import { chipsOf, type ChipNames } from "../../routing/filterchips";
import { RequestList } from "../../stores/requests/list.svelte";

type Params = Readonly<Record<string, string>>;

/** Returns what a list asks for as text: equal for equal lists, whatever else the address says. */
export function criteriaOf(cityId: string, params: Params, timeZone: string): string {
  return JSON.stringify([filterOf(cityId, params, timeZone), orderOf(params)]);
}

/** Returns the list of such a text. */
export function listOf(criteria: string, pageSize: number): RequestList {
  const [filter, order] = JSON.parse(criteria) as [ReturnType<typeof filterOf>, ReturnType<typeof orderOf>];
  return new RequestList(filter, order, pageSize);
}

/** Returns how many requests were found, in words. */
export function foundText(list: RequestList, t: Translate): string {
  // Nothing was counted: beside the failure "found: 0" would be untrue.
  if (list.failure !== null && list.ids.length === 0) return "";
  if (list.isSimilar) return t("city-similar", { text: list.filter.text ?? "" });
  const isMore = list.isPart || list.isCapped;
  return t(isMore ? "city-found-part" : "city-found", { count: list.total });
}

/** Returns what stands in the place of an empty list. */
export function emptyText(list: RequestList, t: Translate): string {
  const { text } = list.filter;
  if (!text) return t("city-none");
  if (!/[\p{L}\p{N}]/u.test(text)) return t("city-none-signs");
  return list.hasMore ? t("city-none-newest") : t("city-none-text", { text });
}

/** Returns the filters in words, for paper. */
export function filterNames(city: string, params: Params, names: ChipNames, t: Translate): string[] {
  const [category = "", ...more] = valuesOf(params.category);
  return [
    city,
    t(`city-${showOf(params)}`),
    // Several categories are among the chips.
    ...(more.length > 0 ? [] : [category === "" ? t("city-all-categories") : names.category(category)]),
    ...chipsOf(params, names).map(({ text }) => text(t)),
    ...(params.overdue === "1" ? [t("city-overdue-only")] : []),
    ...(params.zone ? [t("zone-one")] : []),
    ...(params.text ? [t("print-search", { text: params.text })] : []),
    t(`order-${orderOf(params)}`),
  ];
}
