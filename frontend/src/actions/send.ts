import { mutate } from "../api/client";
import { upload, type UploadOptions } from "../api/upload";
import type { ServiceRequest } from "../domain/request";
import * as gql from "../gql/documents";
import { instantInZone } from "../i18n/moment";
import type { Shot } from "../photos/shot";
import type { StepAction } from "../outbox/step";
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

/** The mutation of each action that needs the network, with its variables; the others go by the outbox. */
export const sendOf: Record<Exclude<PanelAction, StepAction>, Send> = {
  CONFIRM: async ({ id }, { rating, note }) =>
    (await mutate(gql.ConfirmWorkDocument, { id, rating, note: orNull(note) })).confirmWork,
  DISPUTE: async ({ id }, { reason }, _zone, { photos, shots, options }) =>
    (await upload(gql.DisputeWorkDocument, { id, reason, photos, shots }, options)).disputeWork,
  RECORD_CONFIRMATION: async ({ id }, { source, note }) =>
    (await mutate(gql.RecordConfirmationDocument, { id, source: source as gql.ReportSource, note: orNull(note) }))
      .recordConfirmation,
  RECORD_DISPUTE: async ({ id }, { source, reason }) =>
    (await mutate(gql.RecordDisputeDocument, { id, source: source as gql.ReportSource, reason })).recordDispute,
  REOPEN: async ({ id }, { reason }) =>
    (await mutate(gql.ReopenServiceRequestDocument, { id, reason })).reopenServiceRequest,
  EXTEND: async ({ id }, { dueAt, reason }, timeZone) =>
    (await mutate(gql.ExtendDeadlineDocument, { id, dueAt: instantInZone(dueAt, timeZone), reason })).extendDeadline,
  RECATEGORISE: async ({ id }, { categoryId, reason }) =>
    (await mutate(gql.ChangeCategoryDocument, { id, categoryId, reason })).changeCategory,
  FOLLOW: async ({ id }) => (await mutate(gql.FollowDocument, { id })).follow,
  UNFOLLOW: async ({ id }) => (await mutate(gql.UnfollowDocument, { id })).unfollow,
};

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
