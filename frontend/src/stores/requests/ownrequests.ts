import { Failure } from "../../api/failure";
import { OwnRequestsDocument, type EventFieldsFragment } from "../../gql/documents";
import { subscribe } from "../../live/subscribe";
import { logCursor } from "../page/logcursor";
import { requests } from "./requests.svelte";

interface OwnListener {
  /** Called with each event of a request that the viewer sent. */
  event(event: EventFieldsFragment): void;
  /** Called when events may have been missed: the listener loads its data again. */
  reload(): void;
}

/**
 * Opens the feed of the viewer's own requests in a city; returns the function that closes it. The feed of the whole
 * city does not say which requests are the viewer's: all readers get the same events there, without ids of authors.
 */
export function watchOwnRequests(cityId: string, viewerId: string, listener: OwnListener): () => void {
  return subscribe(OwnRequestsDocument, { cityId, viewerId }, {
    cursorOf: (data) => data.cityFeed.cursor,
    apply: (data) => {
      requests.put(data.cityFeed.serviceRequest);
      listener.event(data.cityFeed);
    },
    catchUp: async () => {
      try {
        return await logCursor();
      } catch (reason) {
        if (reason instanceof Failure && !reason.isNetwork) return null;
        throw reason;
      } finally {
        listener.reload();
      }
    },
  });
}
