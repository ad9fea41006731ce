import type { Failure } from "../../api/failure";
import {
  ProblemZonesDocument,
  type ProblemZonesSubscription,
  type ProblemZonesSubscriptionVariables,
} from "../../gql/documents";
import { subscribe } from "../../live/subscribe";

export type Zones = ProblemZonesSubscription["problemZones"];
export type Zone = Zones["zones"][number];

/** The problem zones of a city, pushed while they change. */
export class ProblemZones {
  found: Zones | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);

  constructor(readonly asked: ProblemZonesSubscriptionVariables) {}

  /** Watches them; returns the function that stops it. */
  watch(): () => void {
    return subscribe(ProblemZonesDocument, this.asked, {
      cursorOf: null,
      apply: (data) => this.#show(data.problemZones),
      // The subscription begins with the present zones.
      catchUp: async () => null,
      refused: (failure) => {
        this.failure = failure;
      },
    });
  }

  #show(found: Zones): void {
    this.found = found;
    this.failure = null;
  }
}
