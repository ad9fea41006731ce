import { limits } from "./limits";
import type { Draft } from "./draft";
import { surplusOf } from "./textlength";

/** The fields of the report form in the order of the page. */
export const reportFields = ["location", "cityId", "address", "categoryId", "description"] as const;
export type ReportField = (typeof reportFields)[number];
export type ReportFault = "missing" | "tooLong";

/** Returns what keeps the report from being sent, in the order of the page. */
export function faultsOf(draft: Draft, needsText: boolean): Map<ReportField, ReportFault> {
  const faults = reportFields.map((field) => [field, faultOf(draft, field, needsText)] as const);
  return new Map(faults.filter((entry): entry is [ReportField, ReportFault] => entry[1] !== null));
}

function faultOf(draft: Draft, field: ReportField, needsText: boolean): ReportFault | null {
  const value = draft[field];
  if (field === "description" && draft.description.trim() === "" && !needsText) return null;
  if (value === null || (typeof value === "string" && value.trim() === "")) return "missing";
  const isTooLong =
    (field === "address" || field === "description") && surplusOf(draft[field], limits[field]) > 0;
  return isTooLong ? "tooLong" : null;
}
