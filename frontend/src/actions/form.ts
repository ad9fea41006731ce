import type { Action } from "../gql/documents";

/** What one action asks of the person before it is sent. */
export type FieldName =
  | "reason" | "holdReason" | "rejectReason" | "note" | "rating" | "words"
  | "executor" | "merge" | "dueAt" | "category" | "comment" | "sure";

/** An action without fields is sent at the first press. */
export const fieldsOf: Record<Action, readonly FieldName[]> = {
  ASSIGN: ["executor"],
  CLAIM: [],
  RELEASE: ["reason"],
  START: [],
  HOLD: ["holdReason", "note"],
  RESUME: [],
  COMPLETE: ["note"],
  CONFIRM: ["rating", "words"],
  DISPUTE: ["reason"],
  REJECT: ["rejectReason", "note"],
  WITHDRAW: ["sure"],
  MERGE: ["merge"],
  EXTEND: ["dueAt", "reason"],
  RECATEGORISE: ["category", "reason"],
  COMMENT: ["comment"],
  FOLLOW: [],
  UNFOLLOW: [],
};

/** The order on the page: what moves the work first, what ends it last. */
export const actionOrder: readonly Action[] = [
  "CLAIM", "START", "RESUME", "COMPLETE", "CONFIRM", "DISPUTE", "ASSIGN", "HOLD", "EXTEND", "RECATEGORISE",
  "COMMENT", "FOLLOW", "UNFOLLOW", "MERGE", "RELEASE", "REJECT", "WITHDRAW",
];

export const leadingActions: ReadonlySet<Action> = new Set(["CLAIM", "START", "RESUME", "COMPLETE", "CONFIRM"]);
export const endingActions: ReadonlySet<Action> = new Set(["REJECT", "WITHDRAW", "DISPUTE", "RELEASE"]);

export interface ActionValues {
  reason: string;
  holdReason: string;
  rejectReason: string;
  note: string;
  rating: number;
  executorId: string;
  mergeInto: string;
  dueAt: string;
  categoryId: string;
  text: string;
}

export function emptyValues(): ActionValues {
  return { reason: "", holdReason: "", rejectReason: "", note: "", rating: 0, executorId: "", mergeInto: "", dueAt: "", categoryId: "", text: "" };
}

const filled: Record<FieldName, (values: ActionValues) => boolean> = {
  reason: ({ reason }) => reason.trim() !== "",
  holdReason: ({ holdReason }) => holdReason !== "",
  rejectReason: ({ rejectReason }) => rejectReason !== "",
  note: () => true,
  words: () => true,
  sure: () => true,
  rating: ({ rating }) => rating >= 1 && rating <= 5,
  executor: ({ executorId }) => executorId !== "",
  merge: ({ mergeInto }) => mergeInto.trim() !== "",
  dueAt: ({ dueAt }) => dueAt !== "",
  category: ({ categoryId }) => categoryId !== "",
  comment: ({ text }) => text.trim() !== "",
};

export function isFilled(action: Action, values: ActionValues): boolean {
  return fieldsOf[action].every((field) => filled[field](values));
}
