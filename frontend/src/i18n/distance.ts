import type { Translate } from "./translate";

/** "350 m", "1.2 km", "14 km": as exact as a person on foot needs it. */
export function formatDistance(metres: number, t: Translate): string {
  if (metres < 995) return t("report-metres", { count: Math.max(10, Math.round(metres / 10) * 10) });
  const kilometres = metres / 1_000;
  return t("map-kilometres", { count: kilometres < 9.95 ? Math.round(kilometres * 10) / 10 : Math.round(kilometres) });
}
