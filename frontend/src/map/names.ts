import { locale, t } from "../i18n/locale.svelte";
import { numberFormat } from "../i18n/numberformat";
import { catalogue } from "../stores/city/catalogue.svelte";
import type { MarkNames } from "./citymap";
import { clusterIcon } from "./marker";

/** The labels of pins and clusters in the language of the page. */
export const markNames: MarkNames = {
  circle: (cluster) => clusterIcon(cluster, locale.language, t("count-thousand")),
  iconOf: (categoryId) => catalogue.iconOf(categoryId),
  pin: ({ categoryId, status, isOverdue, number }) =>
    [catalogue.categoryName(categoryId), t(`status-${status}`), isOverdue ? t("overdue") : "", number]
      .filter(Boolean)
      .join(", "),
  cluster: ({ count, overdue }) => {
    const late = numberFormat(locale.language).format(overdue);
    return [t("map-cluster", { count }), overdue > 0 ? `${t("overdue")}: ${late}` : ""].filter(Boolean).join(", ");
  },
};
