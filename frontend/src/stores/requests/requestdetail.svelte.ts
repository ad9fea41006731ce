import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import {
  MoreTimelineDocument,
  RequestChangedDocument,
  RequestPageDocument,
  type TimelinePageFragment,
} from "../../gql/documents";
import { backoffMilliseconds, wait } from "../../live/backoff";
import { subscribe } from "../../live/subscribe";
import { detailAfterAnswer, detailAfterEvent, emptyDetail } from "../../reducer/detail";
import type { DetailState, Details, TimelineEntry } from "../../reducer/detail";
import { comeback } from "../page/comeback.svelte";
import { kept } from "../page/kept.svelte";
import { logCursor } from "../page/logcursor";
import { requests } from "./requests.svelte";

export type { Details, TimelineEntry };
export type HiddenText = NonNullable<Details["hiddenTexts"]>[number];

/** So often a page is queried again whose answer is older than a step that has arrived. */
const mostAttempts = 6;

/** What was seen of a request on this device. */
interface Seen {
  details: Details;
  timeline: TimelineEntry[];
}

/** The part of one request that depends on the viewer: the permitted actions and the timeline with names. */
export class RequestDetail {
  #state: DetailState = $state.raw(emptyDetail);
  missing = $state(false);
  failure: Failure | null = $state.raw(null);
  #inFlight: Promise<void> | null = null;
  #again = false;
  #isWatched = false;
  #isRetrying = false;

  constructor(readonly id: string) {}

  get details(): Details | null {
    return this.#state.details;
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#state.timeline;
  }

  watch(): () => void {
    this.#isWatched = true;
    const close = subscribe(RequestChangedDocument, { id: this.id }, {
      cursorOf: (data) => data.serviceRequestChanged.cursor,
      apply: ({ serviceRequestChanged: event }) => {
        requests.put(event.serviceRequest);
        const { state, isStale } = detailAfterEvent(this.#state, event);
        this.#state = state;
        if (isStale) void this.#loadWithRetry();
      },
      catchUp: async () => {
        const cursor = await this.#endOfLog();
        await this.load();
        if (this.failure?.isNetwork) throw this.failure;
        return cursor;
      },
      refused: (failure) => {
        if (failure.code === "NOT_FOUND") this.missing = true;
      },
    });
    const stop = comeback.listen(() => void this.load());
    return () => {
      stop();
      this.#isWatched = false;
      close();
    };
  }

  /**
   * Loads the details. Events are the same for every viewer, so the viewer's actions are queried after each that is
   * newer than they are.
   */
  async load(): Promise<void> {
    this.#again = true;
    this.#inFlight ??= this.#loadUntilFresh();
    await this.#inFlight;
  }

  async #endOfLog(): Promise<string> {
    try {
      return await logCursor();
    } catch (reason) {
      if (reason instanceof Failure && reason.isNetwork) await this.#failed(reason);
      throw reason;
    }
  }

  /** Shows what the viewer has seen of this request before, or else why it cannot be loaded. */
  async #failed(reason: Failure): Promise<void> {
    if (reason.isNetwork && this.details === null) {
      const seen = await kept.get<Seen>(nameOf(this.id));
      if (seen !== null) this.#show(seen);
    }
    this.failure = reason;
    this.missing = reason.code === "NOT_FOUND";
  }

  /** Returns whether a step has arrived that this does not have yet. */
  #show({ details, timeline }: Seen): boolean {
    requests.put(details);
    const { state, isStale } = detailAfterAnswer(this.#state, details, timeline);
    this.#state = state;
    return isStale;
  }

  /** An event is delivered once, so the details are queried until the server answers. */
  async #loadWithRetry(): Promise<void> {
    // A query that runs may have the step; it is asked again unless it has.
    await (this.#inFlight ?? this.load());
    if (this.#isRetrying) return;
    this.#isRetrying = true;
    for (let attempt = 0; this.#isWatched && this.failure?.isNetwork; attempt += 1) {
      await wait(backoffMilliseconds(attempt));
      if (this.#isWatched) await this.load();
    }
    this.#isRetrying = false;
  }

  async #loadUntilFresh(): Promise<void> {
    for (let attempt = 0; this.#again; attempt += 1) {
      this.#again = false;
      const isStale = await this.#loadOnce();
      if (!isStale || this.#again || attempt >= mostAttempts) continue;
      this.#again = true;
      await wait(backoffMilliseconds(attempt));
    }
    this.#inFlight = null;
  }

  /** Returns whether the answer is older than a step that has arrived. */
  async #loadOnce(): Promise<boolean> {
    try {
      const { serviceRequest } = await query(RequestPageDocument, { id: this.id });
      this.failure = null;
      this.missing = serviceRequest === null;
      if (serviceRequest === null) return false;
      const timeline = await this.#wholeTimeline(serviceRequest.timeline);
      const seen = { details: serviceRequest, timeline };
      kept.put(nameOf(this.id), seen);
      return this.#show(seen);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      await this.#failed(reason);
      return false;
    }
  }

  async #wholeTimeline(first: TimelinePageFragment): Promise<TimelineEntry[]> {
    const entries = first.edges.map((edge) => edge.node);
    let { hasNextPage, endCursor } = first.pageInfo;
    while (hasNextPage && endCursor !== null) {
      const { serviceRequest } = await query(MoreTimelineDocument, { id: this.id, after: endCursor });
      if (serviceRequest === null) break;
      entries.push(...serviceRequest.timeline.edges.map((edge) => edge.node));
      ({ hasNextPage, endCursor } = serviceRequest.timeline.pageInfo);
    }
    return entries;
  }
}

function nameOf(id: string): string {
  return `request ${id}`;
}
