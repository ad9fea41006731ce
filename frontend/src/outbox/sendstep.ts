import { Failure } from "../api/failure";
import type { ServiceRequest } from "../domain/request";
import {
  AddCommentDocument,
  AssignServiceRequestDocument,
  ClaimServiceRequestDocument,
  CompleteWorkDocument,
  HoldWorkDocument,
  MergeServiceRequestDocument,
  RejectServiceRequestDocument,
  ReleaseServiceRequestDocument,
  ResumeWorkDocument,
  StartWorkDocument,
  StepConflictDocument,
  WithdrawServiceRequestDocument,
  type HoldReason,
  type RejectReason,
} from "../gql/documents";
import type { Shot } from "../photos/shot";
import type { Run } from "./run";
import { isHeldAction, type Step, type StepAction, type StepRefusal } from "./step";

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
    // An officer's step depends on the status of the request alone, and not on its executor.
    return { ...plain, executor: isOthers && !isHeldAction(step.action) ? executor.name : null, status };
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason;
    return plain;
  }
}

function ids({ requestId, id }: Step): { id: string; stepId: string } {
  return { id: requestId, stepId: id };
}

function noteOf({ values: { note } }: Step): string | null {
  return note.trim() === "" ? null : note.trim();
}
