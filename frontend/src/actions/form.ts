import { limits } from "../domain/limits";
import { surplusOf } from "../domain/textlength";
import type { ServiceRequest } from "../domain/request";
import type { Action } from "../gql/documents";

/** The actions with a button in the panel. Actions on one photo have their buttons beside that photo. */
export type PanelAction = Exclude<Action, "MODERATE_PHOTO" | "RETRACT_PHOTO">;

/** The input that an action may require before it is sent. */
export type FieldName =
  | "reason" | "holdReason" | "rejectReason" | "note" | "rating" | "words"
  | "executor" | "merge" | "dueAt" | "category" | "comment" | "answerSource" | "sure" | "photos" | "photosOptional";

/** The fields of each action. An action without fields is sent at the first press. */
export const fieldsOf: Record<PanelAction, readonly FieldName[]> = {
  ASSIGN: ["executor"],
  CLAIM: [],
  RELEASE: ["reason"],
  START: [],
  HOLD: ["holdReason", "note"],
  RESUME: [],
  COMPLETE: ["photos", "note"],
  CONFIRM: ["rating", "words"],
  DISPUTE: ["reason", "photosOptional"],
  RECORD_CONFIRMATION: ["answerSource", "note"],
  RECORD_DISPUTE: ["answerSource", "reason"],
  REJECT: ["rejectReason", "note"],
  WITHDRAW: ["sure"],
  MERGE: ["merge"],
  REOPEN: ["reason"],
  EXTEND: ["dueAt", "reason"],
  RECATEGORISE: ["category", "reason"],
  COMMENT: ["comment"],
  FOLLOW: [],
  UNFOLLOW: [],
};

/** The order of the buttons: actions that advance the work first, actions that end it last. */
export const actionOrder: readonly PanelAction[] = [
  "CLAIM", "START", "RESUME", "COMPLETE", "CONFIRM", "DISPUTE", "RECORD_CONFIRMATION", "RECORD_DISPUTE",
  "ASSIGN", "HOLD", "EXTEND", "RECATEGORISE",
  "COMMENT", "FOLLOW", "UNFOLLOW", "MERGE", "REOPEN", "RELEASE", "REJECT", "WITHDRAW",
];

/** The actions that take photos. */
export const photoActions: ReadonlySet<PanelAction> = new Set(["START", "COMPLETE", "DISPUTE"]);

export const leadingActions: ReadonlySet<PanelAction> = new Set(["CLAIM", "START", "RESUME", "COMPLETE", "CONFIRM"]);
/** The actions that the bar of an executor offers, in the order of the work. */
const barSteps = ["CLAIM", "START", "RESUME", "COMPLETE"] as const;
export type BarStep = (typeof barSteps)[number];

/** Returns the next step of the work among the permitted actions; null when the work is not the viewer's to do. */
export function barStepOf(permitted: readonly PanelAction[]): BarStep | null {
  return barSteps.find((step) => permitted.includes(step)) ?? null;
}

export const endingActions: ReadonlySet<PanelAction> = new Set([
  "REJECT", "WITHDRAW", "DISPUTE", "RECORD_DISPUTE", "RELEASE",
]);

export interface ActionValues {
  reason: string;
  holdReason: string;
  rejectReason: string;
  note: string;
  rating: number;
  executorId: string;
  mergeInto: string;
  /** The id of the request that `mergeInto` names, once the step is taken. */
  mergeIntoId: string;
  /** The number or id for which the officer has said that it is to be merged although it looks like another problem. */
  mergeAnyway: string;
  dueAt: string;
  categoryId: string;
  text: string;
  source: string;
  photoCount: number;
}

export function emptyValues(): ActionValues {
  return {
    reason: "",
    holdReason: "",
    rejectReason: "",
    note: "",
    rating: 0,
    executorId: "",
    mergeInto: "",
    mergeIntoId: "",
    mergeAnyway: "",
    dueAt: "",
    categoryId: "",
    text: "",
    source: "",
    photoCount: 0,
  };
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
  answerSource: ({ source }) => source !== "",
  photos: ({ photoCount }) => photoCount > 0,
  photosOptional: () => true,
};

/** Returns the fields of an action for this request. START requires a photo unless the request already has one. */
export function fieldsFor(action: PanelAction, request: Pick<ServiceRequest, "photos">): readonly FieldName[] {
  const isSeen = request.photos.some(({ kind }) => kind !== "AFTER");
  return action === "START" && !isSeen ? ["photos"] : fieldsOf[action];
}

/** Returns whether all required fields have a value. */
export function isFilled(fields: readonly FieldName[], values: ActionValues): boolean {
  return fields.every((field) => filled[field](values));
}

/** Returns the texts that a person has typed into the form, without those that are empty. */
export function textsOf({ reason, note, text }: ActionValues): string[] {
  return [reason, note, text].map((one) => one.trim()).filter((one) => one !== "");
}

const limitOf: Partial<Record<FieldName, (values: ActionValues) => number>> = {
  reason: ({ reason }) => surplusOf(reason, limits.reason),
  note: ({ note }) => surplusOf(note, limits.note),
  words: ({ note }) => surplusOf(note, limits.note),
  comment: ({ text }) => surplusOf(text, limits.comment),
};

/** Returns whether no text is longer than the server accepts. */
export function fits(fields: readonly FieldName[], values: ActionValues): boolean {
  return fields.every((field) => (limitOf[field]?.(values) ?? 0) === 0);
}
