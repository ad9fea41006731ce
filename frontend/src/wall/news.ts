import type { EventKind } from "../gql/documents";
import type { ServiceRequest } from "../domain/request";

/** A line of the last events. */
export interface NewsItem {
  /** Null where only the present state of the request is known, not the step that led to it. */
  kind: EventKind | null;
  /** ISO 8601. */
  at: string;
  request: ServiceRequest;
}

/** A step, as the feed of the city sends it. */
export interface Step {
  kind: EventKind;
  at: string;
  serviceRequest: ServiceRequest;
}

/** Returns the items with a step before them; one that came before is not added twice. */
export function withStep(items: readonly NewsItem[], step: Step, most: number): NewsItem[] {
  const item: NewsItem = { kind: step.kind, at: step.at, request: step.serviceRequest };
  if (items.some((held) => isSame(held, item))) return [...items];
  return newestFirst([item, ...items.filter((held) => !isReplaced(held, item))]).slice(0, most);
}

/** Returns the items of the requests that changed last. Steps that are known already keep their kind. */
export function withRequests(
  items: readonly NewsItem[],
  requests: readonly ServiceRequest[],
  most: number,
): NewsItem[] {
  const known = items.filter(({ kind }) => kind !== null);
  const others = requests
    .filter(({ id, version }) => !known.some(({ request }) => request.id === id && request.version >= version))
    .map((request) => ({ kind: null, at: request.updatedAt, request }));
  return newestFirst([...known, ...others]).slice(0, most);
}

function isSame(one: NewsItem, other: NewsItem): boolean {
  return one.kind === other.kind && one.request.id === other.request.id && one.at === other.at;
}

/** Whether the item only says how the request stood before, or at, this step. */
function isReplaced(held: NewsItem, step: NewsItem): boolean {
  return held.kind === null && held.request.id === step.request.id;
}

function newestFirst(items: NewsItem[]): NewsItem[] {
  return items.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
