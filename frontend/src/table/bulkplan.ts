import type { RejectReason } from "../gql/documents";
import { limits } from "../domain/limits";
import { surplusOf } from "../domain/textlength";

export const bulkActions = ["ASSIGN", "REJECT", "MERGE"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** What is done with all chosen requests. */
export interface BulkPlan {
  action: BulkAction;
  executorId: string;
  reason: RejectReason | "";
  /** The id of the request into which the others are merged. */
  intoId: string;
  /** For all of them; it stands in the timeline of each. */
  note: string;
}

export function emptyPlan(action: BulkAction): BulkPlan {
  return { action, executorId: "", reason: "", intoId: "", note: "" };
}

/** Returns whether the plan says all that its action needs. */
export function isReady({ action, executorId, reason, intoId, note }: BulkPlan): boolean {
  const needed = { ASSIGN: executorId, REJECT: reason, MERGE: intoId }[action];
  return needed !== "" && surplusOf(note, limits.note) === 0;
}

/** Returns the requests that the plan is for: one is not merged into itself. */
export function targetsOf({ action, intoId }: BulkPlan, chosen: ReadonlySet<string>): string[] {
  return [...chosen].filter((id) => action !== "MERGE" || id !== intoId);
}

/**
 * Returns the request that stays when the chosen ones are merged: the oldest, whose author has waited longest.
 */
export function oldestOf<One extends { id: string; createdAt: string }>(chosen: readonly One[]): One | undefined {
  return chosen.toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt))[0];
}
