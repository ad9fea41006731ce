import { mutate, query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import type { AccountAction, Person } from "../../domain/people";
import * as gql from "../../gql/documents";

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

/** The accounts of a city for its Akimat: those that wait for approval, and a list with search. */
export class People {
  waiting: readonly Person[] = $state.raw([]);
  items: readonly Person[] = $state.raw([]);
  hasMore = $state(false);
  loading = $state(false);
  failure: Failure | null = $state.raw(null);
  #endCursor: string | null = null;
  #filter: gql.AccountFilterInput = {};
  readonly #latest = new LatestRequest();

  constructor(readonly cityId: string) {}

  loadWaiting(): Promise<void> {
    return this.#guarded(async () => {
      const { pendingOfficers, pendingExecutors } = await query(gql.WaitingPeopleDocument, { cityId: this.cityId });
      this.waiting = [...pendingOfficers, ...pendingExecutors];
    });
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
    this.items = this.items.map((one) => (one.id === changed.id ? changed : one));
    this.waiting = this.waiting.filter((one) => one.id !== changed.id);
  }

  async #fetch(after: string | null): Promise<void> {
    const isNewest = this.#latest.begin();
    this.loading = true;
    await this.#guarded(async () => {
      const { accounts } = await query(gql.PeopleDocument, {
        cityId: this.cityId,
        filter: this.#filter,
        first: pageSize,
        after,
      });
      if (!isNewest()) return;
      const found = accounts.edges.map(({ node }) => node);
      this.items = after === null ? found : [...this.items, ...found];
      this.hasMore = accounts.pageInfo.hasNextPage;
      this.#endCursor = accounts.pageInfo.endCursor;
    });
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
