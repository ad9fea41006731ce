import { ask, tell } from "../api/client";
import { Failure } from "../api/failure";
import { upload, type Journey } from "../api/upload";
import type { ServiceRequest } from "../domain/request";
import * as gql from "../gql/documents";
import { instantInZone } from "../i18n/moment";
import type { Shot } from "../photos/shot";
import type { ActionValues, PanelAction } from "./form";

/** The photos of a step, and the way they go. */
export interface Evidence {
  photos: File[];
  shots: Shot[];
  journey: Journey;
}

type Send = (request: ServiceRequest, values: ActionValues, timeZone: string, evidence: Evidence) => Promise<ServiceRequest>;

/** One line for each action: which mutation it is, and what it is told. */
export const sendOf: Record<PanelAction, Send> = {
  ASSIGN: async ({ id }, { executorId }) => (await tell(gql.AssignServiceRequestDocument, { id, executorId })).assignServiceRequest,
  CLAIM: async ({ id }) => (await tell(gql.ClaimServiceRequestDocument, { id })).claimServiceRequest,
  RELEASE: async ({ id }, { reason }) => (await tell(gql.ReleaseServiceRequestDocument, { id, reason })).releaseServiceRequest,
  START: async ({ id }, _values, _zone, { photos, shots, journey }) =>
    (await upload(gql.StartWorkDocument, { id, photos, shots }, journey)).startWork,
  HOLD: async ({ id }, { holdReason, note }) =>
    (await tell(gql.HoldWorkDocument, { id, reason: holdReason as gql.HoldReason, note: orNull(note) })).holdWork,
  RESUME: async ({ id }) => (await tell(gql.ResumeWorkDocument, { id })).resumeWork,
  COMPLETE: async ({ id }, { note }, _zone, { photos, shots, journey }) =>
    (await upload(gql.CompleteWorkDocument, { id, note: orNull(note), photos, shots }, journey)).completeWork,
  CONFIRM: async ({ id }, { rating, note }) => (await tell(gql.ConfirmWorkDocument, { id, rating, note: orNull(note) })).confirmWork,
  DISPUTE: async ({ id }, { reason }, _zone, { photos, shots, journey }) =>
    (await upload(gql.DisputeWorkDocument, { id, reason, photos, shots }, journey)).disputeWork,
  REJECT: async ({ id }, { rejectReason, note }) =>
    (await tell(gql.RejectServiceRequestDocument, { id, reason: rejectReason as gql.RejectReason, note: orNull(note) })).rejectServiceRequest,
  WITHDRAW: async ({ id }) => (await tell(gql.WithdrawServiceRequestDocument, { id })).withdrawServiceRequest,
  MERGE: async (request, { mergeInto }) => {
    const intoId = await idOf(mergeInto.trim(), request.city.id);
    return (await tell(gql.MergeServiceRequestDocument, { id: request.id, intoId })).mergeServiceRequest;
  },
  EXTEND: async ({ id }, { dueAt, reason }, timeZone) =>
    (await tell(gql.ExtendDeadlineDocument, { id, dueAt: instantInZone(dueAt, timeZone), reason })).extendDeadline,
  RECATEGORISE: async ({ id }, { categoryId, reason }) => (await tell(gql.ChangeCategoryDocument, { id, categoryId, reason })).changeCategory,
  COMMENT: async ({ id }, { text }) => (await tell(gql.AddCommentDocument, { id, text })).addComment,
  FOLLOW: async ({ id }) => (await tell(gql.FollowDocument, { id })).follow,
  UNFOLLOW: async ({ id }) => (await tell(gql.UnfollowDocument, { id })).unfollow,
};

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** People know requests by number; the mutation wants the id. */
async function idOf(numberOrId: string, cityId: string): Promise<string> {
  if (idPattern.test(numberOrId)) return numberOrId;
  const variables = { filter: { cityId, text: numberOrId }, orderBy: "NEWEST", first: 20, after: null } as const;
  const { serviceRequests } = await ask(gql.RequestListDocument, variables);
  const nodes = serviceRequests.edges.map(({ node }) => node);
  const found = nodes.find(({ number }) => number.toLowerCase() === numberOrId.toLowerCase());
  if (found === undefined) throw new Failure("MERGE_TARGET_NOT_FOUND", "no request has this number", "intoId");
  return found.id;
}
