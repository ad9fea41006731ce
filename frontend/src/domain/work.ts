// Written by `python -m scripts.generated` from app/domain/requests/lifecycle.py. Do not edit.
import type { ServiceRequestStatus } from "../gql/documents";

/** A step that a page may keep and send later: what it leads to, and for whom. */
export interface WorkStep {
  from: ServiceRequestStatus;
  action: "CLAIM" | "RELEASE" | "START" | "HOLD" | "RESUME" | "COMPLETE" | "ASSIGN" | "REJECT" | "WITHDRAW" | "MERGE";
  to: ServiceRequestStatus;
  who: readonly ("EXECUTOR" | "ASSIGNEE" | "AKIMAT" | "AUTHOR")[];
}

export const workSteps: readonly WorkStep[] = [
  { from: "ACCEPTED", action: "ASSIGN", to: "ACCEPTED", who: ["AKIMAT"] },
  { from: "ACCEPTED", action: "CLAIM", to: "ACCEPTED", who: ["EXECUTOR"] },
  { from: "ACCEPTED", action: "RELEASE", to: "ACCEPTED", who: ["ASSIGNEE"] },
  { from: "ACCEPTED", action: "START", to: "IN_PROGRESS", who: ["ASSIGNEE"] },
  { from: "ACCEPTED", action: "REJECT", to: "REJECTED", who: ["AKIMAT"] },
  { from: "ACCEPTED", action: "WITHDRAW", to: "WITHDRAWN", who: ["AUTHOR"] },
  { from: "ACCEPTED", action: "MERGE", to: "MERGED", who: ["AKIMAT"] },
  { from: "IN_PROGRESS", action: "ASSIGN", to: "IN_PROGRESS", who: ["AKIMAT"] },
  { from: "IN_PROGRESS", action: "RELEASE", to: "ACCEPTED", who: ["ASSIGNEE"] },
  { from: "IN_PROGRESS", action: "HOLD", to: "ON_HOLD", who: ["ASSIGNEE", "AKIMAT"] },
  { from: "IN_PROGRESS", action: "COMPLETE", to: "DONE", who: ["ASSIGNEE"] },
  { from: "ON_HOLD", action: "RESUME", to: "IN_PROGRESS", who: ["ASSIGNEE", "AKIMAT"] },
  { from: "ON_HOLD", action: "ASSIGN", to: "ON_HOLD", who: ["AKIMAT"] },
];
