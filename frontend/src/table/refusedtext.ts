import type { Failure } from "../api/failure";
import { fieldText, refusalText } from "../i18n/refusal";
import type { Translate } from "../i18n/translate";

/** Returns why the step was not taken on one of many requests. */
export function refusedText(failure: Failure, t: Translate): string {
  const { doubt, code } = failure;
  if (doubt !== null) {
    const said = doubt.reasons.map((reason) =>
      reason === "DISTANCE" ? t("merge-doubt-DISTANCE", { count: doubt.metres }) : t(`merge-doubt-${reason}`),
    );
    return [t("bulk-doubt"), ...said].join(" ");
  }
  return code === "INVALID_INPUT" ? fieldText(failure, t) : refusalText(failure, t);
}
