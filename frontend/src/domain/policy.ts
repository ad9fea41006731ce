import type { Counted, SetSlaPolicyInput, SlaPolicyFieldsFragment } from "../gql/documents";

export type Policy = SlaPolicyFieldsFragment;

/** The typed values of the form; shares are in percent. */
export interface PolicyDraft {
  hours: string;
  counted: Counted;
  atRiskPercent: string;
  escalatePercent: string;
  reason: string;
}

export type PolicyField = "hours" | "atRiskPercent" | "escalatePercent" | "reason";

/** The server's limits, so that the form can refuse a value before it is sent. */
export const limits = { mostHours: 87_672, mostEscalatePercent: 1000 } as const;

/** Returns the form with the values of a policy and an empty reason. */
export function draftOf(policy: Policy): PolicyDraft {
  return {
    hours: String(policy.hours),
    counted: policy.counted,
    atRiskPercent: String(percentOf(policy.atRiskShare)),
    escalatePercent: String(percentOf(policy.escalateAfterShare)),
    reason: "",
  };
}

/** Returns the fields whose values the server would refuse. */
export function faultsOf(form: PolicyDraft): ReadonlySet<PolicyField> {
  const hours = numberIn(form.hours);
  const atRisk = numberIn(form.atRiskPercent);
  const escalate = numberIn(form.escalatePercent);
  const faults = new Set<PolicyField>();
  if (!(hours > 0 && hours <= limits.mostHours)) faults.add("hours");
  if (!(atRisk > 0 && atRisk < 100)) faults.add("atRiskPercent");
  if (!(escalate > 0 && escalate <= limits.mostEscalatePercent)) faults.add("escalatePercent");
  if (form.reason.trim() === "") faults.add("reason");
  return faults;
}

export function isChanged(form: PolicyDraft, policy: Policy): boolean {
  return (["hours", "counted", "atRiskPercent", "escalatePercent"] as const).some(
    (field) => form[field] !== draftOf(policy)[field],
  );
}

/** Returns the input of the mutation for a valid form. */
export function inputOf(form: PolicyDraft, cityId: string, categoryId: string): SetSlaPolicyInput {
  return {
    cityId,
    categoryId,
    hours: numberIn(form.hours),
    counted: form.counted,
    atRiskShare: numberIn(form.atRiskPercent) / 100,
    escalateAfterShare: numberIn(form.escalatePercent) / 100,
    reason: form.reason.trim(),
  };
}

/** Returns a share of 0 to 1 in percent, with one decimal. */
export function percentOf(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** Returns the number in a text with a decimal point or comma; NaN when there is none. */
export function numberIn(text: string): number {
  const plain = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
