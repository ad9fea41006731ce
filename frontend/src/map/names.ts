import { t } from "../i18n/locale.svelte";
import { catalogue } from "../stores/city/catalogue.svelte";
import type { MarkNames } from "./citymap";

/** The labels of pins and clusters in the language of the page. */
export const markNames: MarkNames = {
  iconOf: (categoryId) => catalogue.iconOf(categoryId),
  pin: ({ categoryId, status, isOverdue, number }) =>
    [catalogue.categoryName(categoryId), t(`status-${status}`), isOverdue ? t("overdue") : "", number]
      .filter(Boolean)
      .join(", "),
  cluster: ({ count, overdue }) =>
    [t("map-cluster", { count }), overdue > 0 ? `${t("overdue")}: ${overdue}` : ""].filter(Boolean).join(", "),
};
