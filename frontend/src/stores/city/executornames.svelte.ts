import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { ExecutorNamesDocument } from "../../gql/documents";
import { locale } from "../../i18n/locale.svelte";

const pageSize = 100;
/** A city with more executors than these is searched by name instead. */
const mostPages = 5;

export interface ExecutorName {
  id: string;
  name: string;
}

/** The names of the approved executors of a city, for its officers; without their figures, which cost far more. */
class ExecutorNames {
  known: readonly ExecutorName[] = $state.raw([]);
  #city = "";

  nameOf(id: string | undefined): string | null {
    return this.known.find((one) => one.id === id)?.name ?? null;
  }

  async load(cityId: string): Promise<void> {
    if (this.#city === cityId) return;
    this.#city = cityId;
    this.known = [];
    try {
      const found = await this.#read(cityId);
      if (this.#city === cityId) this.known = found;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      // The next return of the network, or the next visit, asks again.
      if (this.#city === cityId) this.#city = "";
    }
  }

  async #read(cityId: string): Promise<ExecutorName[]> {
    const found: ExecutorName[] = [];
    let after: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const { accounts }: { accounts: ExecutorPage } = await query(ExecutorNamesDocument, {
        cityId,
        first: pageSize,
        after,
      });
      found.push(...accounts.edges.map(({ node }) => ({ id: node.id, name: node.fullName ?? node.name })));
      if (!accounts.pageInfo.hasNextPage) break;
      after = accounts.pageInfo.endCursor;
    }
    return found.sort((one, other) => one.name.localeCompare(other.name, locale.tag));
  }
}

interface ExecutorPage {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: { id: string; name: string; fullName: string | null } }[];
}

export const executorNames = new ExecutorNames();
