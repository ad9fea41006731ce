import type { ServiceRequest } from "../domain/request";
import { workSteps } from "../domain/work";
import type { Action, ServiceRequestStatus } from "../gql/documents";
import { isBlocked, type Step } from "./step";

/** Who the viewer is to the request. */
interface Viewer {
  id: string;
  isOfficer: boolean;
}

interface Projection {
  status: ServiceRequestStatus;
  actions: readonly Action[];
}

function isWork(action: Action): boolean {
  return workSteps.some((one) => one.action === action);
}

// They are possible in every status.
const always: ReadonlySet<Action> = new Set(["COMMENT", "FOLLOW", "UNFOLLOW"]);

/**
 * Returns the status and the actions that a request will have once the waiting steps of the viewer have arrived, so
 * that work goes on without a network. `actions` is what the server has permitted before them.
 */
export function projected(
  request: Pick<ServiceRequest, "id" | "status" | "executor">,
  actions: readonly Action[],
  steps: readonly Step[],
  viewer: Viewer,
): Projection {
  const moves = steps.filter(
    (step) =>
      step.requestId === request.id && step.action !== "COMMENT" && step.refusal === null && !isBlocked(step, steps),
  );
  if (moves.length === 0) return { status: request.status, actions };
  // What a verdict or an officer's decision leads to, the server alone knows.
  if (!moves.every(({ action }) => isWork(action))) {
    return { status: request.status, actions: actions.filter((action) => always.has(action)) };
  }
  let { status } = request;
  let isMine = request.executor?.id === viewer.id;
  for (const { action } of moves) {
    status = workSteps.find((one) => one.from === status && one.action === action)?.to ?? status;
    isMine = action === "CLAIM" || (isMine && action !== "RELEASE");
  }
  const relation = viewer.isOfficer ? "AKIMAT" : isMine ? "ASSIGNEE" : "EXECUTOR";
  const next = workSteps.filter((one) => one.from === status && one.who.includes(relation)).map((one) => one.action);
  return { status, actions: [...next, ...actions.filter((action) => always.has(action))] };
}
