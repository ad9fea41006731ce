import type { Translate } from "../i18n/translate";
import { statusOf } from "./cityfilter";

/** A filter that has no field in the panel: a link brought it, and it can be removed. */
export interface FilterChip {
  param: "status" | "risk" | "executor";
  text: (t: Translate) => string;
}

/** Returns the filters in the address bar that have no field; `executor` is the name of the executor, if known. */
export function chipsOf(params: Readonly<Record<string, string>>, executor: string | null): FilterChip[] {
  const status = statusOf(params);
  return [
    ...(status === null ? [] : [{ param: "status", text: (t: Translate) => t(`status-${status}`) } as const]),
    ...(params.risk === "1" ? [{ param: "risk", text: (t: Translate) => t("city-alerts") } as const] : []),
    ...(params.executor
      ? [{ param: "executor", text: (t: Translate) => executor ?? t("request-executor") } as const]
      : []),
  ];
}
