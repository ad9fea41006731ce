import { mutate } from "../api/client";
import type { ServiceRequest } from "../domain/request";
import { uuid7 } from "../domain/uuid7";
import { AssignChosenDocument, MergeChosenDocument, RejectChosenDocument, type RejectReason } from "../gql/documents";
import { wait } from "../live/backoff";
import { requests } from "../stores/requests/requests.svelte";
import { runBulk, type BulkJob, type Outcome } from "./bulk";
import type { BulkPlan } from "./bulkplan";

/** One step of an officer on many requests, with what became of each. */
export class BulkRun {
  outcomes: readonly Outcome[] = $state.raw([]);
  running = $state(false);
  readonly count: number;
  #stopped = false;
  /** The requests that the officer has said are one problem although they look like two. */
  readonly #sure = new Set<string>();
  readonly #stepIds = new Map<string, string>();

  constructor(
    readonly plan: BulkPlan,
    readonly ids: readonly string[],
    private readonly taken: (request: ServiceRequest) => void,
  ) {
    this.count = ids.length;
  }

  of(state: Outcome["state"]): readonly Outcome[] {
    return this.outcomes.filter((outcome) => outcome.state === state);
  }

  /** The requests of which the server asks whether they are another problem. */
  get doubted(): readonly Outcome[] {
    return this.of("refused").filter(({ failure }) => failure?.doubt != null);
  }

  start(): Promise<void> {
    return this.#run(this.ids);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Sends what was not sent. */
  again(): Promise<void> {
    return this.#run(this.of("unsent").map(({ id }) => id));
  }

  /** Merges those of which the server asked. */
  anyway(): Promise<void> {
    const ids = this.doubted.map(({ id }) => id);
    ids.forEach((id) => this.#sure.add(id));
    return this.#run(ids);
  }

  async #run(ids: readonly string[]): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.#stopped = false;
    this.outcomes = this.outcomes.filter(({ id }) => !ids.includes(id));
    try {
      await runBulk(ids.map((id) => ({ id, stepId: this.#stepIdOf(id) })), {
        send: async (job) => {
          const after = await this.#send(job);
          requests.put(after);
          this.taken(after);
        },
        wait,
        isStopped: () => this.#stopped,
        known: (outcome) => (this.outcomes = [...this.outcomes, outcome]),
      });
    } finally {
      this.running = false;
    }
  }

  async #send({ id, stepId }: BulkJob): Promise<ServiceRequest> {
    const { action, executorId, intoId } = this.plan;
    const note = this.plan.note.trim() === "" ? null : this.plan.note.trim();
    if (action === "ASSIGN") {
      return (await mutate(AssignChosenDocument, { id, executorId, note, stepId })).assignServiceRequest;
    }
    if (action === "REJECT") {
      const reason = this.plan.reason as RejectReason;
      return (await mutate(RejectChosenDocument, { id, reason, note, stepId })).rejectServiceRequest;
    }
    const anyway = this.#sure.has(id);
    return (await mutate(MergeChosenDocument, { id, intoId, anyway, note, stepId })).mergeServiceRequest;
  }

  #stepIdOf(id: string): string {
    const known = this.#stepIds.get(id) ?? uuid7();
    this.#stepIds.set(id, known);
    return known;
  }
}
