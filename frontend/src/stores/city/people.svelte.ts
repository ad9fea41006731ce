import { mutate, query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import type { AccountAction, Person } from "../../domain/people";
import * as gql from "../../gql/documents";
import { Meanwhile } from "../../reducer/meanwhile";
import { emptyPeople, peopleAfterDecision, peopleAfterPage, type PeopleState } from "../../reducer/people";

const pageSize = 20;

/** The input of an account action; each action uses a part of it. */
export interface ActionInput {
  reason: string;
  categoryIds: string[];
  /** The officer knows that the address of the executor is not confirmed. */
  evenUnconfirmed: boolean;
}

type Mutation = (accountId: string, input: ActionInput, isOfficer: boolean) => Promise<Person>;

const mutations: Record<AccountAction, Mutation> = {
  approve: async (accountId, { categoryIds, evenUnconfirmed }, isOfficer) =>
    isOfficer
      ? (await mutate(gql.ApproveOfficerDocument, { accountId })).approveOfficer
      : (await mutate(gql.ApprovePersonDocument, { accountId, categoryIds, evenUnconfirmed })).approveExecutor,
  reject: async (accountId, { reason }, isOfficer) =>
    isOfficer
      ? (await mutate(gql.RejectOfficerDocument, { accountId, reason: orNull(reason) })).rejectOfficer
      : (await mutate(gql.RejectPersonDocument, { accountId, reason: orNull(reason) })).rejectExecutor,
  retire: async (accountId, { reason }) =>
    (await mutate(gql.RetireOfficerDocument, { accountId, reason: orNull(reason) })).retireOfficer,
  categories: async (accountId, { categoryIds }) =>
    (await mutate(gql.SetPersonCategoriesDocument, { accountId, categoryIds })).setExecutorCategories,
  head: async (accountId) => (await mutate(gql.MakeHeadDocument, { accountId, head: true })).makeOrganisationHead,
  endHead: async (accountId) => (await mutate(gql.MakeHeadDocument, { accountId, head: false })).makeOrganisationHead,
  block: async (accountId, { reason }) =>
    (await mutate(gql.BlockPersonDocument, { accountId, reason: orNull(reason) })).blockAccount,
  unblock: async (accountId, { reason }) =>
    (await mutate(gql.UnblockPersonDocument, { accountId, reason: orNull(reason) })).unblockAccount,
};

/**
 * The accounts of a city for its Akimat: those that wait for approval, and a list with search. The decisions taken here
 * are folded in as the server answers them. The API has no event of an account, since its log has the steps of requests
 * alone, so who has registered meanwhile comes when the screen is opened.
 */
export class People {
  #state: PeopleState = $state.raw(emptyPeople);
  loading = $state(false);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  #filter: gql.AccountFilterInput = {};
  readonly #latest = new LatestRequest();
  /** An answer to a query that began before a decision may not have it. */
  readonly #meanwhile = new Meanwhile<Person>();

  constructor(readonly cityId: string) {}

  /** Null until the server has answered, as `items` are. */
  get waiting(): readonly Person[] | null {
    return this.#state.waiting;
  }

  get items(): readonly Person[] | null {
    return this.#state.items;
  }

  get hasMore(): boolean {
    return this.#state.hasMore;
  }

  loadWaiting(): Promise<void> {
    return this.#guarded(() =>
      this.#meanwhile.query(
        () => query(gql.WaitingPeopleDocument, { cityId: this.cityId }),
        ({ pendingOfficers, pendingExecutors }, decided) => {
          this.#state = { ...this.#state, waiting: [...pendingOfficers, ...pendingExecutors] };
          decided.forEach((person) => this.#reduce(person));
        },
      ),
    );
  }

  load(filter: gql.AccountFilterInput): Promise<void> {
    this.#filter = filter;
    return this.#fetch(null);
  }

  more(): Promise<void> {
    return this.#fetch(this.#endCursor);
  }

  async perform(action: AccountAction, person: Person, input: ActionInput): Promise<void> {
    const changed = await mutations[action](person.id, input, person.registeredRole === "AKIMAT");
    this.#meanwhile.note(changed);
    this.#reduce(changed);
  }

  #reduce(person: Person): void {
    this.#state = peopleAfterDecision(this.#state, person, this.#filter);
  }

  async #fetch(after: string | null): Promise<void> {
    const isNewest = this.#latest.begin();
    const variables = { cityId: this.cityId, filter: this.#filter, first: pageSize, after };
    this.loading = true;
    await this.#guarded(() =>
      this.#meanwhile.query(() => query(gql.PeopleDocument, variables), ({ accounts }, decided) => {
        if (!isNewest()) return;
        const { hasNextPage, endCursor } = accounts.pageInfo;
        const found = accounts.edges.map(({ node }) => node);
        this.#state = peopleAfterPage(this.#state, found, hasNextPage, after !== null);
        this.#endCursor = endCursor;
        decided.forEach((person) => this.#reduce(person));
      }),
    );
    if (isNewest()) this.loading = false;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      this.failure = reason;
    }
  }
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
