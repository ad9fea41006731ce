import { untrack } from "svelte";
import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest, type IsNewest } from "../../api/latest";
import { compareIn } from "../../domain/order";
import { belongs, dependsOnSteps } from "../../domain/selection";
import type { ServiceRequest } from "../../domain/request";
import {
  RequestCountDocument,
  RequestListDocument,
  type ServiceRequestFilter,
  type ServiceRequestOrder,
} from "../../gql/documents";
import { kept } from "../page/kept.svelte";
import { requests } from "./requests.svelte";

const smallestPage = 20;
/** The most rows that the server gives at once. */
export const mostRows = 100;
// A list with a filter that only the server can apply is reloaded after events, but not after each one.
const reloadMilliseconds = 800;
// The total above a list may be some seconds late.
const recountMilliseconds = 5_000;

/** A list of requests on screen: their ids in order. The requests themselves are in the request store. */
export class RequestList {
  ids: string[] = $state.raw([]);
  total = $state(0);
  /** Whether there may be more than `total`: the server has not looked at all requests. */
  isPart = $state(false);
  /** Whether there are more than `total`, because the server has not counted to the end. */
  isCapped = $state(false);
  /** Whether these only have words like those of the text, because no request has them. */
  isSimilar = $state(false);
  /** The request whose number the text is. */
  ofNumber: Numbered | null = $state.raw(null);
  hasMore = $state(false);
  loading = $state(true);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  /** How many were shown when the list was left, and are shown again. */
  #remembered = 0;
  readonly #latest = new LatestRequest();
  #arrivedMeanwhile: ServiceRequest[] = [];
  #reloadTimer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly filter: ServiceRequestFilter,
    readonly order: ServiceRequestOrder = "NEWEST",
    private readonly pageSize = smallestPage,
  ) {}

  get items(): ServiceRequest[] {
    return this.ids.map((id) => requests.get(id)).filter((request) => request !== undefined);
  }

  /** What the list is: equal for lists with the same filter and order. */
  get name(): string {
    return `list ${JSON.stringify([this.filter, this.order])}`;
  }

  /** What `resume` takes. */
  get memory(): ListMemory {
    return { ids: this.ids, total: this.total, hasMore: this.hasMore, endCursor: this.#endCursor };
  }

  /** Shows what was on screen when the list was left; `load` then asks for as many. */
  resume(memory: unknown): void {
    if (!isMemory(memory) || this.ids.length > 0) return;
    this.#remembered = memory.ids.length;
    // After a reload of the page nothing is held.
    if (!memory.ids.every((id) => requests.get(id) !== undefined)) return;
    this.ids = memory.ids;
    this.total = memory.total;
    this.hasMore = memory.hasMore;
    this.#endCursor = memory.endCursor;
  }

  /** Loads as many requests as are on screen, at least a page: a list never shrinks under its reader. */
  load(): Promise<void> {
    // Untracked, so that an effect that loads does not run again when the list arrives.
    const count = untrack(() => this.ids.length);
    return this.#fetch(null, Math.max(this.pageSize, count, this.#remembered));
  }

  more(): Promise<void> {
    return this.#fetch(this.#endCursor, this.pageSize);
  }

  close(): void {
    this.#latest.cancel();
    clearTimeout(this.#reloadTimer);
    clearTimeout(this.#recountTimer);
  }

  /** Adds or removes a request after an event, without a query where the filter can be applied here. */
  accept(request: ServiceRequest): void {
    if (this.loading) this.#arrivedMeanwhile.push(request);
    const newest = requests.get(request.id) ?? request;
    // The newest version may have come by the feed of the city, in which ids only stand for authors.
    const answer = belongs({ ...newest, author: request.author }, this.filter);
    if (answer === null) return this.#reloadSoon();
    const held = this.ids.includes(request.id);
    if (!held && !this.#isNew(newest)) this.#recountSoon();
    if (answer && !held) this.#insert(newest);
    if (answer && held) this.#sort();
    if (!answer && held) this.#remove(request.id);
  }

  async #fetch(after: string | null, wanted: number): Promise<void> {
    const isNewest = this.#latest.begin();
    this.loading = true;
    try {
      const page = await this.#pages(after, wanted, isNewest);
      if (!isNewest()) return;
      this.#show(page, after !== null);
      if (after === null) kept.put(this.name, page);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      const isShown = reason.isNetwork && (await this.#showKept(isNewest));
      if (isNewest() && !isShown) this.failure = reason;
    } finally {
      if (isNewest()) this.#settle();
    }
  }

  /** Shows what the viewer has seen of this list before; returns whether there was something. */
  async #showKept(isNewest: IsNewest): Promise<boolean> {
    if (this.ids.length > 0) return kept.shownFrom !== null;
    const page = await kept.get<Page>(this.name);
    if (page === null || !isNewest()) return false;
    this.#show(page, false);
    return true;
  }

  /** Queries so many requests, in as few queries as the server allows. */
  async #pages(after: string | null, wanted: number, isNewest: IsNewest): Promise<Page> {
    const edges: Page["edges"] = [];
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

  #show(page: Page, appended: boolean): void {
    const nodes = page.edges.map((edge) => edge.node);
    requests.putAll(nodes);
    const ids = nodes.map((node) => node.id);
    if (!appended) this.#remembered = 0;
    this.ids = appended ? [...new Set([...this.ids, ...ids])] : ids;
    // Requests that changed during the query are newer in the store than in the answer.
    this.#sort();
    this.total = page.totalCount;
    this.isCapped = page.totalCountIsCapped;
    this.isPart = page.isPart;
    this.isSimilar = page.isSimilar;
    this.ofNumber = page.ofNumber;
    this.hasMore = page.pageInfo.hasNextPage;
    this.#endCursor = page.pageInfo.endCursor;
    this.failure = null;
  }

  #settle(): void {
    this.loading = false;
    const arrived = this.#arrivedMeanwhile;
    this.#arrivedMeanwhile = [];
    arrived.forEach((request) => this.accept(request));
  }

  /** Whether the total cannot include it yet. For a request on a page that is not loaded this is unknown. */
  #isNew(request: ServiceRequest): boolean {
    return !this.hasMore || request.version === 1;
  }

  #insert(request: ServiceRequest): void {
    if (this.#isNew(request)) this.#count(1);
    const last = this.items.at(-1);
    // A request that sorts after the last loaded one comes with the next page.
    if (this.hasMore && last !== undefined && compareIn[this.order](request, last) > 0) return;
    this.ids = [...this.ids, request.id];
    this.#sort();
  }

  #sort(): void {
    const sorted = this.items.sort(compareIn[this.order]).map(({ id }) => id);
    if (sorted.some((id, place) => id !== this.ids[place])) this.ids = sorted;
  }

  #remove(id: string): void {
    this.ids = this.ids.filter((held) => held !== id);
    this.#count(-1);
  }

  #count(more: number): void {
    // One more or less of a number that stands for more says nothing.
    if (!this.isCapped) this.total += more;
  }

  #recountSoon(): void {
    if (!dependsOnSteps(this.filter)) return;
    this.#recountTimer ??= setTimeout(() => void this.#recount(), recountMilliseconds * (0.5 + Math.random()));
  }

  async #recount(): Promise<void> {
    const isNewest = this.#latest.current();
    this.#recountTimer = undefined;
    try {
      const { serviceRequests } = await query(RequestCountDocument, { filter: this.filter });
      if (!isNewest()) return;
      this.total = serviceRequests.totalCount;
      this.isCapped = serviceRequests.totalCountIsCapped;
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

interface Numbered {
  id: string;
  number: string;
}

interface Page {
  totalCount: number;
  totalCountIsCapped: boolean;
  isPart: boolean;
  isSimilar: boolean;
  ofNumber: Numbered | null;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: ServiceRequest }[];
}

interface ListMemory {
  ids: string[];
  total: number;
  hasMore: boolean;
  endCursor: string | null;
}

function isMemory(value: unknown): value is ListMemory {
  return typeof value === "object" && value !== null && Array.isArray((value as Partial<ListMemory>).ids);
}
