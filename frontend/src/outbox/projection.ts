import type { ServiceRequest } from "../domain/request";
import { workSteps, type WorkStep } from "../domain/work";
import type { Action, ServiceRequestStatus } from "../gql/documents";
import { isBlocked, type Step } from "./step";

/** Who the viewer is to the request. */
interface Viewer {
  id: string;
  isOfficer: boolean;
  /** The version of the request for which the server has said what the viewer may do. */
  knownVersion: number;
}

interface Projection {
  status: ServiceRequestStatus;
  actions: readonly Action[];
}

// They are possible in every status.
const always: ReadonlySet<Action> = new Set(["COMMENT", "FOLLOW", "UNFOLLOW"]);

/**
 * Returns the status and the actions that a request will have once the waiting steps of the viewer have arrived, so
 * that work goes on without a network. `actions` is what the server has permitted before them.
 */
export function projected(
  request: Pick<ServiceRequest, "id" | "status" | "executor" | "version">,
  actions: readonly Action[],
  steps: readonly Step[],
  viewer: Viewer,
): Projection {
  const moves = steps.filter(
    (step) =>
      step.requestId === request.id && step.action !== "COMMENT" && step.refusal === null && !isBlocked(step, steps),
  );
  if (moves.length === 0) {
    const isKnown = request.version <= viewer.knownVersion;
    return { status: request.status, actions: isKnown ? actions : stillPossible(request, actions, viewer) };
  }
  // What a verdict or a decision about deadline and category leads to, the server alone knows.
  if (!moves.every(({ action }) => workSteps.some((one) => one.action === action))) {
    return { status: request.status, actions: actions.filter((action) => always.has(action)) };
  }
  let { status } = request;
  let isMine = request.executor?.id === viewer.id;
  for (const { action } of moves) {
    status = workSteps.find((one) => one.from === status && one.action === action)?.to ?? status;
    isMine = action === "CLAIM" || (isMine && action !== "RELEASE");
  }
  const relation = viewer.isOfficer ? "AKIMAT" : isMine ? "ASSIGNEE" : "EXECUTOR";
  return { status, actions: [...nextSteps(status, relation), ...actions.filter((action) => always.has(action))] };
}

/**
 * Returns what the viewer may do with a request that is newer than what the server has said of it: an executor goes on
 * with their task, and no viewer is offered what the new status forbids.
 */
function stillPossible(
  { status, executor }: Pick<ServiceRequest, "status" | "executor">,
  actions: readonly Action[],
  viewer: Viewer,
): readonly Action[] {
  const others = actions.filter((action) => !workSteps.some((one) => one.action === action));
  if (executor?.id === viewer.id) return [...nextSteps(status, "ASSIGNEE"), ...others];
  const isFree = executor === null;
  const left = actions.filter((action) =>
    workSteps.some((one) => one.from === status && one.action === action && (isFree || action !== "CLAIM")),
  );
  return [...left, ...others];
}

function nextSteps(status: ServiceRequestStatus, relation: WorkStep["who"][number]): Action[] {
  return workSteps.filter((one) => one.from === status && one.who.includes(relation)).map((one) => one.action);
}

/** Returns what the steps make of a request that their user can still take back; null where there are none. */
export function comingOf(
  { id, status }: Pick<ServiceRequest, "id" | "status">,
  held: readonly Step[],
): { status: ServiceRequestStatus; isAssigned: boolean } | null {
  const own = held.filter((step) => step.requestId === id && step.refusal === null);
  if (own.length === 0) return null;
  const after = own.reduce(
    (before, { action }) => workSteps.find((one) => one.from === before && one.action === action)?.to ?? before,
    status,
  );
  return { status: after, isAssigned: own.some(({ action }) => action === "ASSIGN") };
}
