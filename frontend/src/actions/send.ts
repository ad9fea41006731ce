import { mutate } from "../api/client";
import { requestIdOf } from "../api/requestid";
import { upload, type UploadOptions } from "../api/upload";
import type { ServiceRequest } from "../domain/request";
import * as gql from "../gql/documents";
import { instantInZone } from "../i18n/moment";
import type { Shot } from "../photos/shot";
import type { ActionValues, PanelAction } from "./form";

/** The photos of an action and the options of their upload. */
interface Evidence {
  photos: File[];
  shots: Shot[];
  options: UploadOptions;
}

type Send = (
  request: ServiceRequest,
  values: ActionValues,
  timeZone: string,
  evidence: Evidence,
) => Promise<ServiceRequest>;

/** The mutation of each action, with its variables. */
export const sendOf: Record<PanelAction, Send> = {
  ASSIGN: async ({ id }, { executorId }) =>
    (await mutate(gql.AssignServiceRequestDocument, { id, executorId })).assignServiceRequest,
  CLAIM: async ({ id }) => (await mutate(gql.ClaimServiceRequestDocument, { id })).claimServiceRequest,
  RELEASE: async ({ id }, { reason }) =>
    (await mutate(gql.ReleaseServiceRequestDocument, { id, reason })).releaseServiceRequest,
  START: async ({ id }, _values, _zone, { photos, shots, options }) =>
    (await upload(gql.StartWorkDocument, { id, photos, shots }, options)).startWork,
  HOLD: async ({ id }, { holdReason, note }) =>
    (await mutate(gql.HoldWorkDocument, { id, reason: holdReason as gql.HoldReason, note: orNull(note) })).holdWork,
  RESUME: async ({ id }) => (await mutate(gql.ResumeWorkDocument, { id })).resumeWork,
  COMPLETE: async ({ id }, { note }, _zone, { photos, shots, options }) =>
    (await upload(gql.CompleteWorkDocument, { id, note: orNull(note), photos, shots }, options)).completeWork,
  CONFIRM: async ({ id }, { rating, note }) =>
    (await mutate(gql.ConfirmWorkDocument, { id, rating, note: orNull(note) })).confirmWork,
  DISPUTE: async ({ id }, { reason }, _zone, { photos, shots, options }) =>
    (await upload(gql.DisputeWorkDocument, { id, reason, photos, shots }, options)).disputeWork,
  RECORD_CONFIRMATION: async ({ id }, { source, note }) =>
    (await mutate(gql.RecordConfirmationDocument, { id, source: source as gql.ReportSource, note: orNull(note) }))
      .recordConfirmation,
  RECORD_DISPUTE: async ({ id }, { source, reason }) =>
    (await mutate(gql.RecordDisputeDocument, { id, source: source as gql.ReportSource, reason })).recordDispute,
  REJECT: async ({ id }, { rejectReason, note }) =>
    (
      await mutate(gql.RejectServiceRequestDocument, {
        id,
        reason: rejectReason as gql.RejectReason,
        note: orNull(note),
      })
    ).rejectServiceRequest,
  WITHDRAW: async ({ id }) => (await mutate(gql.WithdrawServiceRequestDocument, { id })).withdrawServiceRequest,
  MERGE: async (request, { mergeInto, mergeAnyway }) => {
    const intoId = await requestIdOf(mergeInto.trim(), request.city.id);
    const anyway = mergeAnyway === mergeInto.trim();
    return (await mutate(gql.MergeServiceRequestDocument, { id: request.id, intoId, anyway })).mergeServiceRequest;
  },
  REOPEN: async ({ id }, { reason }) =>
    (await mutate(gql.ReopenServiceRequestDocument, { id, reason })).reopenServiceRequest,
  EXTEND: async ({ id }, { dueAt, reason }, timeZone) =>
    (await mutate(gql.ExtendDeadlineDocument, { id, dueAt: instantInZone(dueAt, timeZone), reason })).extendDeadline,
  RECATEGORISE: async ({ id }, { categoryId, reason }) =>
    (await mutate(gql.ChangeCategoryDocument, { id, categoryId, reason })).changeCategory,
  COMMENT: async ({ id }, { text }) => (await mutate(gql.AddCommentDocument, { id, text })).addComment,
  FOLLOW: async ({ id }) => (await mutate(gql.FollowDocument, { id })).follow,
  UNFOLLOW: async ({ id }) => (await mutate(gql.UnfollowDocument, { id })).unfollow,
};

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
