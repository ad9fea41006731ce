import type { EventFieldsFragment, RequestPageQuery, TimelinePageFragment } from "../gql/documents";

export type Details = NonNullable<RequestPageQuery["serviceRequest"]>;
export type TimelineEntry = TimelinePageFragment["edges"][number]["node"];
export type RequestEvent = Omit<EventFieldsFragment, "cursor"> & { cursor: string | null };

/** What a viewer sees of one request beside its common fields: what the server last answered, with the steps since. */
export interface DetailState {
  /** What depends on the viewer, such as the permitted actions; null until the server has answered. */
  readonly details: Details | null;
  readonly timeline: readonly TimelineEntry[];
  /** The newest version of the request that is known of; the details may be of an older one. */
  readonly version: number;
}

export interface ReducedDetail {
  readonly state: DetailState;
  /** Whether the server has to be asked: the details are of before a step. */
  readonly isStale: boolean;
}

export const emptyDetail: DetailState = { details: null, timeline: [], version: 0 };

/** Returns the page after an answer; steps that are newer than it stay, and it is stale then. */
export function detailAfterAnswer(
  before: DetailState, details: Details, timeline: readonly TimelineEntry[],
): ReducedDetail {
  // The last pages of a long timeline are asked for after the details, and may have a step that these have not.
  const last = Math.max(details.version, timeline.at(-1)?.version ?? 0);
  const since = before.timeline.filter((entry) => entry.version > last);
  const version = Math.max(before.version, last);
  return { state: { details, timeline: [...timeline, ...since], version }, isStale: details.version < version };
}

/**
 * Returns the page after a step, which stands in the timeline without the names that only an answer has. Steps may come
 * in any order and more than once; one that an answer has already changes nothing.
 */
export function detailAfterEvent(before: DetailState, event: RequestEvent): ReducedDetail {
  const { version } = event.serviceRequest;
  const isStale = version > before.version;
  const isListed =
    version <= (before.details?.version ?? 0) || before.timeline.some((entry) => entry.version === version);
  if (isListed && !isStale) return { state: before, isStale };
  const timeline = isListed ? before.timeline : [...before.timeline, entryOf(event)].sort(byVersion);
  return { state: { ...before, timeline, version: Math.max(before.version, version) }, isStale };
}

function byVersion(one: TimelineEntry, other: TimelineEntry): number {
  return one.version - other.version;
}

function entryOf({ cursor, kind, at, actorRole, note, reason, serviceRequest }: RequestEvent): TimelineEntry {
  const { version, status, reportSource } = serviceRequest;
  return {
    version, cursor, kind, at, actorRole, note, reason, status, reportSource,
    actorName: null, textHidden: false, isByRule: false, moderatedTexts: [], promiseChange: null,
  };
}
