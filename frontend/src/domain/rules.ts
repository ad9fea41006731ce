import type { AssignmentRulesFieldsFragment, SetAssignmentRulesInput } from "../gql/documents";

export type AssignmentRules = AssignmentRulesFieldsFragment;

/** One row of the form; an empty category or district means any. */
export interface RuleDraft {
  /** Identifies the row on screen while its place changes. */
  key: number;
  categoryId: string;
  districtId: string;
  organisationId: string;
}

/** Returns the rows of the form for the rules that the server has. */
export function draftsOf({ rules }: AssignmentRules): RuleDraft[] {
  return rules.map(({ category, district, organisation }, key) => ({
    key,
    categoryId: category?.id ?? "",
    districtId: district?.id ?? "",
    organisationId: organisation?.id ?? "",
  }));
}

export function newDraft(drafts: readonly RuleDraft[]): RuleDraft {
  return { key: Math.max(-1, ...drafts.map(({ key }) => key)) + 1, categoryId: "", districtId: "", organisationId: "" };
}

/** Returns the rows with one moved by a number of places; the same rows where it would leave the table. */
export function moved(drafts: readonly RuleDraft[], from: number, by: number): RuleDraft[] {
  const [row] = drafts.slice(from, from + 1);
  const to = from + by;
  if (row === undefined || to < 0 || to >= drafts.length) return [...drafts];
  return drafts.toSpliced(from, 1).toSpliced(to, 0, row);
}

export function inputOf(cityId: string, version: number, drafts: readonly RuleDraft[]): SetAssignmentRulesInput {
  const rules = drafts.map(({ categoryId, districtId, organisationId }) => ({
    categoryId: categoryId || null,
    districtId: districtId || null,
    organisationId,
  }));
  return { cityId, version, rules };
}

/** Returns the number of the row, from 1, that a field such as `rules[3].districtId` is about; null for another one. */
export function rowOf(field: string | null): number | null {
  const found = /^rules\[(\d+)\]/.exec(field ?? "");
  return found === null ? null : Number(found[1]) + 1;
}
