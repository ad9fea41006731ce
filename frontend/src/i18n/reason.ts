import type { HoldReason, RejectReason } from "../gql/documents";
import type { PlainKey } from "./messages";
import type { Translate } from "./translate";

export interface Option {
  value: string;
  text: string;
}

const holdKeys: Readonly<Record<HoldReason, PlainKey>> = {
  WEATHER: "reason-WEATHER",
  MATERIALS: "reason-MATERIALS",
  ACCESS: "reason-ACCESS",
  OTHER_AGENCY: "reason-OTHER_AGENCY",
  SAFETY: "reason-SAFETY",
  OTHER: "reason-OTHER",
};

const rejectKeys: Readonly<Record<RejectReason, PlainKey>> = {
  NOT_OUR_RESPONSIBILITY: "reason-NOT_OUR_RESPONSIBILITY",
  NOT_FOUND: "reason-NOT_FOUND",
  INSUFFICIENT_INFORMATION: "reason-INSUFFICIENT_INFORMATION",
  NOT_A_PROBLEM: "reason-NOT_A_PROBLEM",
  SPAM: "reason-SPAM",
  OTHER: "reason-OTHER",
};

const keys: Readonly<Record<string, PlainKey>> = { ...holdKeys, ...rejectKeys };

/** Why work may be put on hold, in the order of the form. */
export function holdOptions(t: Translate): Option[] {
  return optionsOf(holdKeys, t);
}

/** Why a request may be rejected, in the order of the form. */
export function rejectOptions(t: Translate): Option[] {
  return optionsOf(rejectKeys, t);
}

/** The text of a reason from the lists, or the reason itself where a person wrote it. */
export function reasonText(reason: string, t: Translate): string {
  const key = keys[reason];
  return key === undefined ? reason : t(key);
}

function optionsOf(known: Readonly<Record<string, PlainKey>>, t: Translate): Option[] {
  return Object.entries(known).map(([value, key]) => ({ value, text: t(key) }));
}
