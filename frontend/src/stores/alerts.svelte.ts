import { SlaAlertsDocument, type EventFieldsFragment } from "../gql/documents";
import { subscribe } from "../live/subscribe";
import { logCursor } from "./logcursor";
import { requests } from "./requests.svelte";

const shown = 5;

/** The newest deadline alerts of a city, for its Akimat. */
export class Alerts {
  items: readonly EventFieldsFragment[] = $state.raw([]);
  readonly close: () => void;

  constructor(cityId: string) {
    this.close = subscribe(SlaAlertsDocument, { cityId }, {
      cursorOf: (data) => data.slaAlerts.cursor,
      apply: (data) => this.#apply(data.slaAlerts),
      catchUp: () => logCursor(),
    });
  }

  #apply(event: EventFieldsFragment): void {
    requests.put(event.serviceRequest);
    this.items = [event, ...this.items].slice(0, shown);
  }
}
