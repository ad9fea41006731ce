import { Failure } from "../api/failure";
import type { ServiceRequest } from "../domain/request";
import {
  AddCommentDocument,
  ClaimServiceRequestDocument,
  CompleteWorkDocument,
  HoldWorkDocument,
  ReleaseServiceRequestDocument,
  ResumeWorkDocument,
  StartWorkDocument,
  StepConflictDocument,
  type HoldReason,
} from "../gql/documents";
import type { Shot } from "../photos/shot";
import type { Run } from "./run";
import type { Step, StepAction, StepRefusal } from "./step";

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
  const { code, field, fault } = failure;
  const plain = { code, field, number: fault.number ?? null, executor: null, status: null };
  if (!moved.has(code)) return plain;
  try {
    const { serviceRequest } = await run(StepConflictDocument, { id: step.requestId });
    if (serviceRequest === null) return plain;
    const { executor, status } = serviceRequest;
    const isOthers = executor !== null && executor.id !== step.owner;
    return { ...plain, executor: isOthers ? executor.name : null, status };
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
