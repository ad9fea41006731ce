import { t } from "../i18n/locale.svelte";
import { sayFailed } from "./say";

/** Says that the device does not tell where it is. */
export function sayLocateFailed(): void {
  sayFailed("locate-failed", () => t("map-locate-failed"));
}
