import { Failure } from "../api/failure";
import type { ServiceRequest } from "../domain/request";
import {
  AddCommentDocument,
  AssignServiceRequestDocument,
  ChangeCategoryDocument,
  ClaimServiceRequestDocument,
  CompleteWorkDocument,
  ConfirmWorkDocument,
  DisputeWorkDocument,
  ExtendDeadlineDocument,
  HoldWorkDocument,
  MergeServiceRequestDocument,
  RecordConfirmationDocument,
  RecordDisputeDocument,
  RejectServiceRequestDocument,
  ReleaseServiceRequestDocument,
  ReopenServiceRequestDocument,
  ResumeWorkDocument,
  StartWorkDocument,
  StepConflictDocument,
  WithdrawServiceRequestDocument,
  type HoldReason,
  type RejectReason,
  type ReportSource,
} from "../gql/documents";
import { instantInZone } from "../i18n/moment";
import type { Shot } from "../photos/shot";
import type { Run } from "./run";
import { workActions, type Step, type StepAction, type StepRefusal } from "./step";

interface Evidence {
  photos: File[];
  shots: Shot[];
}

type Send = (step: Step, evidence: Evidence, run: Run) => Promise<ServiceRequest>;

const sendOf: Record<StepAction, Send> = {
  CLAIM: async (step, _, run) => (await run(ClaimServiceRequestDocument, ids(step))).claimServiceRequest,
  RELEASE: async (step, _, run) =>
    (await run(ReleaseServiceRequestDocument, { ...ids(step), reason: step.values.reason })).releaseServiceRequest,
  START: async (step, evidence, run) => (await run(StartWorkDocument, { ...ids(step), ...evidence })).startWork,
  HOLD: async (step, _, run) => {
    const reason = step.values.holdReason as HoldReason;
    return (await run(HoldWorkDocument, { ...ids(step), reason, note: noteOf(step) })).holdWork;
  },
  RESUME: async (step, _, run) => (await run(ResumeWorkDocument, ids(step))).resumeWork,
  COMPLETE: async (step, evidence, run) =>
    (await run(CompleteWorkDocument, { ...ids(step), note: noteOf(step), ...evidence })).completeWork,
  COMMENT: async (step, _, run) => (await run(AddCommentDocument, { ...ids(step), text: step.values.text })).addComment,
  ASSIGN: async (step, _, run) => {
    const { executorId } = step.values;
    return (await run(AssignServiceRequestDocument, { ...ids(step), executorId, note: noteOf(step) }))
      .assignServiceRequest;
  },
  REJECT: async (step, _, run) => {
    const reason = step.values.rejectReason as RejectReason;
    return (await run(RejectServiceRequestDocument, { ...ids(step), reason, note: noteOf(step) })).rejectServiceRequest;
  },
  WITHDRAW: async (step, _, run) => (await run(WithdrawServiceRequestDocument, ids(step))).withdrawServiceRequest,
  MERGE: async (step, _, run) => {
    const { mergeInto, mergeIntoId: intoId, mergeAnyway } = step.values;
    const anyway = mergeAnyway !== "" && mergeAnyway === mergeInto.trim();
    return (await run(MergeServiceRequestDocument, { ...ids(step), intoId, anyway, note: noteOf(step) }))
      .mergeServiceRequest;
  },
  CONFIRM: async (step, _, run) => {
    const doneAt = step.facts?.doneAt ?? null;
    const variables = { ...ids(step), rating: step.values.rating, note: noteOf(step), doneAt };
    return (await run(ConfirmWorkDocument, variables)).confirmWork;
  },
  DISPUTE: async (step, evidence, run) => {
    const doneAt = step.facts?.doneAt ?? null;
    const variables = { ...ids(step), reason: step.values.reason, ...evidence, doneAt };
    return (await run(DisputeWorkDocument, variables)).disputeWork;
  },
  REOPEN: async (step, _, run) =>
    (await run(ReopenServiceRequestDocument, { ...ids(step), reason: step.values.reason })).reopenServiceRequest,
  EXTEND: async (step, _, run) => {
    const dueAt = instantInZone(step.values.dueAt, step.facts?.timeZone ?? "Asia/Almaty");
    return (await run(ExtendDeadlineDocument, { ...ids(step), dueAt, reason: step.values.reason })).extendDeadline;
  },
  RECATEGORISE: async (step, _, run) => {
    const { categoryId, reason } = step.values;
    return (await run(ChangeCategoryDocument, { ...ids(step), categoryId, reason })).changeCategory;
  },
  RECORD_CONFIRMATION: async (step, _, run) => {
    const variables = { ...ids(step), source: step.values.source as ReportSource, note: noteOf(step) };
    return (await run(RecordConfirmationDocument, variables)).recordConfirmation;
  },
  RECORD_DISPUTE: async (step, _, run) => {
    const variables = { ...ids(step), source: step.values.source as ReportSource, reason: step.values.reason };
    return (await run(RecordDisputeDocument, variables)).recordDispute;
  },
};

/** Sends a step and returns the request after it. The server takes a step that is sent again under its id once. */
export function sendStep(step: Step, evidence: Evidence, run: Run): Promise<ServiceRequest> {
  if (evidence.photos.length < step.photoCount) {
    return Promise.reject(new Failure("PHOTOS_LOST", "the device has lost photos", "photos"));
  }
  return sendOf[step.action](step, evidence, run);
}

// After these the request is another one than the user saw.
const moved: ReadonlySet<string> = new Set(["ILLEGAL_TRANSITION", "CONFLICT", "NOT_ALLOWED"]);

/** Returns why a step was refused: where the request has changed meanwhile, who has it and what its status is. */
export async function explain(step: Step, failure: Failure, run: Run): Promise<StepRefusal> {
  const { code, field, fault, doubt } = failure;
  const plain = { code, field, number: fault.number ?? null, executor: null, status: null, doubt };
  if (!moved.has(code) || doubt !== null) return plain;
  try {
    const { serviceRequest } = await run(StepConflictDocument, { id: step.requestId });
    if (serviceRequest === null) return plain;
    const { executor, status } = serviceRequest;
    const isOthers = executor !== null && executor.id !== step.owner;
    // The steps of officers and authors depend on the status of the request alone, and not on its executor.
    return { ...plain, executor: isOthers && isWork(step) ? executor.name : null, status };
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason;
    return plain;
  }
}

function isWork({ action }: Step): boolean {
  return (workActions as readonly string[]).includes(action);
}

function ids({ requestId, id }: Step): { id: string; stepId: string } {
  return { id: requestId, stepId: id };
}

function noteOf({ values: { note } }: Step): string | null {
  return note.trim() === "" ? null : note.trim();
}
