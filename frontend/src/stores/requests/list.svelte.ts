import { untrack } from "svelte";
import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest, type IsNewest } from "../../api/latest";
import type { ServiceRequest } from "../../domain/request";
import {
  RequestCountDocument,
  RequestListDocument,
  type ServiceRequestFilter,
  type ServiceRequestOrder,
} from "../../gql/documents";
import { emptyList, listAfterCount, listAfterEvent, listAfterPage, listWithin } from "../../reducer/list";
import type { ListState, Page } from "../../reducer/list";
import { Meanwhile } from "../../reducer/meanwhile";
import { kept } from "../page/kept.svelte";
import { requests } from "./requests.svelte";

const smallestPage = 20;
/** The most rows that the server gives at once. */
export const mostRows = 100;
/** So many rows may come by events before those at the end go: a page that is open for weeks shows no thousands. */
const mostArrived = 500;
// A list with a filter that only the server can apply is reloaded after events, but not after each one.
const reloadMilliseconds = 800;
// The total above a list may be some seconds late.
const recountMilliseconds = 5_000;

/** A list of requests on screen: their ids in order. The requests themselves are in the request store. */
export class RequestList {
  #state: ListState = $state.raw(emptyList);
  /** Whether there may be more than `total`: the server has not looked at all requests. */
  isPart = $state(false);
  /** Whether these only have words like those of the text, because no request has them. */
  isSimilar = $state(false);
  /** The request whose number the text is. */
  ofNumber: Numbered | null = $state.raw(null);
  loading = $state(true);
  failure: Failure | null = $state.raw(null);
  /** Null also where the last row was left out. */
  #endCursor: string | null = null;
  /** How many rows the last answer made. */
  #answered = 0;
  /** How many were shown when the list was left, and are shown again. */
  #remembered = 0;
  readonly #latest = new LatestRequest();
  readonly #meanwhile = new Meanwhile<ServiceRequest>();
  #reloadTimer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly filter: ServiceRequestFilter,
    readonly order: ServiceRequestOrder = "NEWEST",
    private readonly pageSize = smallestPage,
  ) {}

  get ids(): readonly string[] {
    return this.#state.ids;
  }

  get total(): number {
    return this.#state.total;
  }

  /** Whether there are more than `total`, because the server has not counted to the end. */
  get isCapped(): boolean {
    return this.#state.isCapped;
  }

  get hasMore(): boolean {
    return this.#state.hasMore;
  }

  get items(): ServiceRequest[] {
    return this.ids.map((id) => requests.get(id)).filter((request) => request !== undefined);
  }

  /** What the list is: equal for lists with the same filter and order. */
  get name(): string {
    return `list ${JSON.stringify([this.filter, this.order])}`;
  }

  /** What `resume` takes. */
  get memory(): ListMemory {
    const { ids, total, hasMore, end } = this.#state;
    return { ids, total, hasMore, end, endCursor: this.#endCursor };
  }

  /** Shows what was on screen when the list was left; `load` then asks for as many. */
  resume(memory: unknown): void {
    if (!isMemory(memory) || this.ids.length > 0) return;
    this.#remembered = memory.ids.length;
    // After a reload of the page nothing is held.
    if (!memory.ids.every((id) => requests.get(id) !== undefined)) return;
    const { ids, total, hasMore, end = null, endCursor } = memory;
    this.#answered = ids.length;
    this.#state = { ...emptyList, ids, total, hasMore, end };
    this.#endCursor = endCursor;
  }

  /** Loads as many requests as are on screen, at least a page: a list never shrinks under its reader. */
  load(): Promise<void> {
    // Untracked, so that an effect that loads does not run again when the list arrives.
    const count = untrack(() => this.ids.length);
    return this.#fetch(null, Math.max(this.pageSize, count, this.#remembered));
  }

  more(): Promise<void> {
    const isCut = this.#endCursor === null;
    return this.#fetch(this.#endCursor, this.pageSize + (isCut ? this.ids.length : 0));
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#reloadTimer);
    clearTimeout(this.#recountTimer);
  }

  /** Adds, moves or removes a request after an event. What the event does not say is queried, some time later. */
  accept(request: ServiceRequest): void {
    this.#meanwhile.note(request);
    this.#reduce(request);
  }

  #reduce(request: ServiceRequest): void {
    const { state, unknown } = listAfterEvent(this.#state, request, this, held);
    this.#state = listWithin(state, this.#answered + mostArrived, held);
    if (this.#state !== state) this.#endCursor = null;
    const shown = held(request.id);
    if (shown !== undefined && this.ids.includes(request.id)) requests.put(shown);
    if (unknown === "rows") this.#reloadSoon();
    if (unknown === "total") this.#recountSoon();
  }

  async #fetch(after: string | null, wanted: number): Promise<void> {
    const isNewest = this.#latest.begin();
    this.loading = true;
    try {
      await this.#meanwhile.query(() => this.#pages(after, wanted, isNewest), (page, arrived) => {
        if (!isNewest()) return;
        this.#show(page, after !== null);
        arrived.forEach((request) => this.#reduce(request));
        // The answer may have counted a new request that it does not show.
        if (this.hasMore && arrived.some(({ version }) => version === 1)) this.#recountSoon();
        if (after === null) kept.put(this.name, page);
      });
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      const isShown = reason.isNetwork && (await this.#showKept(isNewest));
      if (isNewest() && !isShown) this.failure = reason;
    } finally {
      if (isNewest()) this.loading = false;
    }
  }

  /** Shows what the viewer has seen of this list before; returns whether there was something. */
  async #showKept(isNewest: IsNewest): Promise<boolean> {
    if (this.ids.length > 0) return kept.shownFrom !== null;
    const page = await kept.get<Answer>(this.name);
    if (page === null || !isNewest()) return false;
    this.#show(page, false);
    return true;
  }

  /** Queries so many requests, in as few queries as the server allows. */
  async #pages(after: string | null, wanted: number, isNewest: IsNewest): Promise<Answer> {
    const edges: { node: ServiceRequest }[] = [];
    let [cursor, missing] = [after, wanted];
    for (;;) {
      const first = Math.min(missing, mostRows);
      missing -= first;
      const variables = { filter: this.filter, orderBy: this.order, first, after: cursor };
      const page = (await query(RequestListDocument, variables)).serviceRequests;
      edges.push(...page.edges);
      if (missing === 0 || !page.pageInfo.hasNextPage || !isNewest()) return { ...page, edges };
      cursor = page.pageInfo.endCursor;
    }
  }

  #show(page: Answer, appended: boolean): void {
    requests.putAll(page.edges.map(({ node }) => node));
    if (!appended) this.#remembered = 0;
    this.#state = listAfterPage(appended ? this.#state : null, page, this, held);
    this.isPart = page.isPart;
    this.isSimilar = page.isSimilar;
    this.ofNumber = page.ofNumber;
    this.#answered = this.ids.length;
    this.#endCursor = page.pageInfo.endCursor;
    this.failure = null;
  }

  #recountSoon(): void {
    this.#recountTimer ??= setTimeout(() => void this.#recount(), recountMilliseconds * (0.5 + Math.random()));
  }

  async #recount(): Promise<void> {
    const isNewest = this.#latest.current();
    this.#recountTimer = undefined;
    try {
      const ask = () => query(RequestCountDocument, { filter: this.filter });
      await this.#meanwhile.query(ask, ({ serviceRequests: { totalCount, totalCountIsCapped } }, arrived) => {
        if (!isNewest()) return;
        this.#state = listAfterCount(this.#state, totalCount, totalCountIsCapped);
        if (arrived.length > 0) this.#recountSoon();
      });
    } catch (reason) {
      // The next event and the next visit of the page count again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  #reloadSoon(): void {
    clearTimeout(this.#reloadTimer);
    this.#reloadTimer = setTimeout(() => void this.load(), reloadMilliseconds * (0.5 + Math.random()));
  }
}

const held = (id: string): ServiceRequest | undefined => requests.get(id);

interface Numbered {
  id: string;
  number: string;
}

interface Answer extends Page {
  isPart: boolean;
  isSimilar: boolean;
  ofNumber: Numbered | null;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface ListMemory extends Pick<ListState, "ids" | "total" | "hasMore"> {
  /** Missing in a memory that an earlier version of the page has written. */
  end?: ListState["end"];
  endCursor: string | null;
}

function isMemory(value: unknown): value is ListMemory {
  return typeof value === "object" && value !== null && Array.isArray((value as Partial<ListMemory>).ids);
}
