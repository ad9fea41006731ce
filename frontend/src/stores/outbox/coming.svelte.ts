import type { ServiceRequest } from "../../domain/request";
import type { ServiceRequestStatus } from "../../gql/documents";

/** What a request will be once the steps have arrived that the viewer can still take back. */
export interface Coming {
  status: ServiceRequestStatus;
  isAssigned: boolean;
}

type Look = (request: Pick<ServiceRequest, "id" | "status">) => Coming | null;

/**
 * What lists and pages show of a request while a step on it can be taken back. The outbox says it once it is loaded: no
 * first screen needs it.
 */
class ComingStates {
  #look: Look = $state.raw(() => null);

  of(request: Pick<ServiceRequest, "id" | "status">): Coming | null {
    return this.#look(request);
  }

  follow(look: Look): void {
    this.#look = look;
  }
}

export const comingStates = new ComingStates();
