import type { Failure } from "../api/failure";
import { fieldText, isPhotoFault, photoText, refusalText } from "../i18n/refusal";
import type { Translate } from "../i18n/translate";

/** Why an action was not taken, in the language of the reader. */
export function messageOf(reason: Failure, t: Translate): string {
  if (reason.code === "MERGE_TARGET_NOT_FOUND") return t("action-form-merge-missing");
  if (reason.code === "CONFLICT" && (reason.field === "note" || reason.field === "reason")) {
    return t("action-form-taken");
  }
  if (reason.code === "CANCELLED") return t("photo-stopped");
  if (isPhotoFault(reason)) return photoText(reason, t);
  return reason.code === "INVALID_INPUT" ? fieldText(reason, t) : refusalText(reason, t);
}
