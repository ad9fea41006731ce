import { awaitedStatuses, claimableStatuses, openStatuses } from "../../domain/statuses";
import type { ServiceRequest } from "../../domain/request";
import { TaskFeedDocument, type ServiceRequestFilter } from "../../gql/documents";
import { subscribe } from "../../live/subscribe";
import { cityWatch } from "../city/citywatch.svelte";
import { mostRows, RequestList } from "../requests/list.svelte";
import { logCursor } from "../page/logcursor";
import { NearTasks } from "./neartasks.svelte";
import { requests } from "../requests/requests.svelte";
import type { Viewer } from "../account/session.svelte";

/** The lists of an executor's screen, kept by the feed of tasks. */
export class ExecutorTasks {
  /** The open requests assigned to the viewer: all of them, so that a round can be made. */
  readonly mine: RequestList;
  /** Those of the viewer that wait for the author's answer. */
  readonly answered: RequestList;
  /** Those of the viewer whose deadline is near or has passed. */
  readonly burning: RequestList;
  /** Those that the viewer may take. */
  readonly free: RequestList;
  readonly freeBurning: RequestList;
  readonly near: NearTasks;

  constructor({ id, city, categoryIds }: Pick<Viewer, "id" | "city" | "categoryIds">) {
    const takeable: ServiceRequestFilter = {
      cityId: city?.id ?? null,
      unassigned: true,
      statuses: [...claimableStatuses],
      // An executor without categories serves all of them.
      categoryIds: categoryIds.length > 0 ? categoryIds : null,
    };
    this.mine = new RequestList({ executorId: id, statuses: [...openStatuses] }, "DUE_FIRST", mostRows);
    this.answered = new RequestList({ executorId: id, statuses: [...awaitedStatuses] }, "UPDATED");
    this.burning = new RequestList({ executorId: id, atRisk: true }, "DUE_FIRST", mostRows);
    this.free = new RequestList(takeable, "DUE_FIRST");
    this.freeBurning = new RequestList({ ...takeable, atRisk: true }, "DUE_FIRST");
    this.near = new NearTasks(takeable, () => this.mine.items);
  }

  get #lists(): RequestList[] {
    return [this.mine, this.burning, this.free, this.freeBurning, this.answered];
  }

  watch(): () => void {
    const closeFeed = subscribe(TaskFeedDocument, {}, {
      cursorOf: (data) => data.taskFeed.cursor,
      apply: ({ taskFeed: { serviceRequest } }) => {
        requests.note(serviceRequest);
        this.#accept(serviceRequest);
      },
      catchUp: async () => {
        try {
          return await logCursor();
        } finally {
          // Without a network they show what was seen before.
          await Promise.all([...this.#lists.map((list) => list.load()), this.near.reload()]);
        }
      },
    });
    // When another executor claims a request, only the city feed reports it.
    const stop = cityWatch.listen({
      event: (event) => this.#accept(event.serviceRequest),
      reload: () => {},
    });
    return () => {
      closeFeed();
      stop();
      this.#lists.forEach((list) => list.close());
      this.near.close();
    };
  }

  #accept(request: ServiceRequest): void {
    this.#lists.forEach((list) => list.accept(request));
    this.near.accept(request);
  }
}
