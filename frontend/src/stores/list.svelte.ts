import { query } from "../api/client";
import { Failure } from "../api/failure";
import { compareIn } from "../domain/order";
import { belongs, dependsOnSteps } from "../domain/selection";
import type { ServiceRequest } from "../domain/request";
import {
  RequestCountDocument,
  RequestListDocument,
  type ServiceRequestFilter,
  type ServiceRequestOrder,
} from "../gql/documents";
import { requests } from "./requests.svelte";

const pageSize = 20;
// A list that only the server can judge is asked again, but not once for every step of a busy city.
const reloadMilliseconds = 800;
// A number above the list may be late by some seconds.
const recountMilliseconds = 5_000;

/** A list on screen: which requests, in what order. What each one says lives in the request store. */
export class RequestList {
  ids: string[] = $state.raw([]);
  total = $state(0);
  hasMore = $state(false);
  loading = $state(true);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  #generation = 0;
  #arrivedMeanwhile: ServiceRequest[] = [];
  #reloadTimer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly filter: ServiceRequestFilter,
    readonly order: ServiceRequestOrder = "NEWEST",
  ) {}

  get items(): ServiceRequest[] {
    return this.ids.map((id) => requests.get(id)).filter((request) => request !== undefined);
  }

  load(): Promise<void> {
    return this.#fetch(null);
  }

  more(): Promise<void> {
    return this.#fetch(this.#endCursor);
  }

  close(): void {
    this.#generation += 1;
    clearTimeout(this.#reloadTimer);
    clearTimeout(this.#recountTimer);
  }

  /** Lets a request in or out after a step, without asking the server where that is possible. */
  accept(request: ServiceRequest): void {
    if (this.loading) this.#arrivedMeanwhile.push(request);
    const newest = requests.get(request.id) ?? request;
    const answer = belongs(newest, this.filter);
    if (answer === null) return this.#reloadSoon();
    const held = this.ids.includes(request.id);
    if (!held && !this.#isNew(newest)) this.#recountSoon();
    if (answer && !held) this.#insert(newest);
    if (answer && held) this.#sort();
    if (!answer && held) this.#remove(request.id);
  }

  async #fetch(after: string | null): Promise<void> {
    const generation = (this.#generation += 1);
    this.loading = true;
    try {
      const variables = { filter: this.filter, orderBy: this.order, first: pageSize, after };
      const { serviceRequests } = await query(RequestListDocument, variables);
      if (generation === this.#generation) this.#show(serviceRequests, after !== null);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      if (generation === this.#generation) this.failure = reason;
    } finally {
      if (generation === this.#generation) this.#settle();
    }
  }

  #show(page: Page, appended: boolean): void {
    const nodes = page.edges.map((edge) => edge.node);
    requests.putAll(nodes);
    const ids = nodes.map((node) => node.id);
    this.ids = appended ? [...new Set([...this.ids, ...ids])] : ids;
    // What was stepped on while the page was on its way is newer here than in it.
    this.#sort();
    this.total = page.totalCount;
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

  /** Whether it cannot have been counted yet: of what is not loaded, nobody here knows whether it was among them. */
  #isNew(request: ServiceRequest): boolean {
    return !this.hasMore || request.version === 1;
  }

  #insert(request: ServiceRequest): void {
    if (this.#isNew(request)) this.total += 1;
    const last = this.items.at(-1);
    // What belongs behind the last one shown comes with the next page.
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
    this.total -= 1;
  }

  #recountSoon(): void {
    if (!dependsOnSteps(this.filter)) return;
    this.#recountTimer ??= setTimeout(() => void this.#recount(), recountMilliseconds * (0.5 + Math.random()));
  }

  async #recount(): Promise<void> {
    const generation = this.#generation;
    this.#recountTimer = undefined;
    try {
      const { serviceRequests } = await query(RequestCountDocument, { filter: this.filter });
      if (generation === this.#generation) this.total = serviceRequests.totalCount;
    } catch (reason) {
      // The next step asks again, and so does whoever comes back to this page.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  #reloadSoon(): void {
    clearTimeout(this.#reloadTimer);
    this.#reloadTimer = setTimeout(() => void this.load(), reloadMilliseconds * (0.5 + Math.random()));
  }
}

interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: ServiceRequest }[];
}
