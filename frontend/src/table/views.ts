import { filterParams } from "../routing/cityfilter";
import { columns, type Column } from "./columns";

/** What of the address a view keeps: the filters and the order, not the city or what is open. */
const kept: readonly string[] = [...filterParams, "order"];
export const longestName = 60;
export const mostViews = 30;

/** A named set of filters, order and columns. */
export interface SavedView {
  name: string;
  params: Readonly<Record<string, string>>;
  columns: readonly Column[];
}

type Params = Readonly<Record<string, string>>;

/** Returns the parameters that a view keeps, without empty ones. */
export function keptOf(params: Params): Record<string, string> {
  return Object.fromEntries(kept.map((name) => [name, params[name] ?? ""]).filter(([, value]) => value !== ""));
}

/** Returns what the address becomes when a view is opened: every filter that it does not name is cleared. */
export function paramsOf(view: SavedView): Record<string, string> {
  return Object.fromEntries(kept.map((name) => [name, view.params[name] ?? ""]));
}

/** Returns the view on screen; null where it has other filters, another order or other columns. */
export function viewOf(views: readonly SavedView[], params: Params, shown: readonly Column[]): SavedView | null {
  const now = JSON.stringify([keptOf(params), columns.filter((one) => shown.includes(one))]);
  return views.find((view) => JSON.stringify([keptOf(view.params), view.columns]) === now) ?? null;
}

/** Returns the views with this one, in place of one of the same name; the oldest go when there are too many. */
export function added(views: readonly SavedView[], view: SavedView): SavedView[] {
  const name = view.name.trim().slice(0, longestName);
  const others = views.filter((one) => one.name !== name);
  return [...others, { ...view, name, params: keptOf(view.params) }].slice(-mostViews);
}

/** Returns the views in a text of the storage; those that are none are passed over. */
export function viewsIn(stored: string | null): SavedView[] {
  try {
    const list: unknown = JSON.parse(stored ?? "[]");
    return Array.isArray(list) ? list.flatMap((one: unknown) => viewIn(one)) : [];
  } catch {
    return [];
  }
}

function viewIn(value: unknown): SavedView[] {
  if (typeof value !== "object" || value === null) return [];
  const { name, params, columns: shown } = value as Record<string, unknown>;
  if (typeof name !== "string" || name === "" || typeof params !== "object" || params === null) return [];
  const texts = Object.entries(params).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const known = Array.isArray(shown) ? columns.filter((one) => shown.includes(one)) : [];
  return [{ name, params: keptOf(Object.fromEntries(texts)), columns: known }];
}
