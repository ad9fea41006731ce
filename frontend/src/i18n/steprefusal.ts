import { Failure, type MergeDoubt } from "../api/failure";
import type { StepRefusal } from "../outbox/step";
import { formatDistance } from "./distance";
import { fieldText, isPhotoFault, photoText, refusalText } from "./refusal";
import type { Translate } from "./translate";

/** Returns why a step was not taken, in the words of what has become of its request. */
export function stepRefusalText({ code, field, number, executor, status, doubt }: StepRefusal, t: Translate): string {
  if (doubt != null) return doubtText(doubt, t);
  if (executor !== null) return t("step-taken", { name: executor });
  const failure = new Failure(code, "", field, {}, null, number === null ? {} : { number });
  if (isPhotoFault(failure)) return photoText(failure, t);
  if (status !== null) return t("step-moved", { status: t(`status-${status}`) });
  return code === "INVALID_INPUT" ? fieldText(failure, t) : refusalText(failure, t);
}

function doubtText({ reasons, metres }: MergeDoubt, t: Translate): string {
  const named = reasons.map((reason) =>
    reason === "DISTANCE"
      ? t("merge-doubt-DISTANCE", { distance: formatDistance(metres, t) })
      : t(`merge-doubt-${reason}`),
  );
  return [t("merge-doubted"), ...named].join(" ");
}
