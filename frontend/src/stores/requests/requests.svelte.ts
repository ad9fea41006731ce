import { SvelteMap } from "svelte/reactivity";
import { newerOf, type ServiceRequest } from "../../domain/request";

/** A page that is open for weeks sees every request of its city change. */
const mostNoted = 1_000;

/** Holds every loaded request once, in its newest version. All views read it from here. */
export class RequestStore {
  readonly #held = new SvelteMap<string, ServiceRequest>();
  /** Those that no view has loaded, as their last events said; the oldest are forgotten. */
  readonly #noted = new Map<string, ServiceRequest>();

  get(id: string): ServiceRequest | undefined {
    return this.#held.get(id) ?? this.#noted.get(id);
  }

  put(incoming: ServiceRequest): void {
    const { id } = incoming;
    const newer = newerOf(this.get(id), incoming);
    this.#noted.delete(id);
    if (newer !== this.#held.get(id)) this.#held.set(id, newer);
  }

  /** Takes a request from an event: a view that shows it then puts it here to stay. */
  note(incoming: ServiceRequest): void {
    const { id } = incoming;
    if (this.#held.has(id)) return this.put(incoming);
    const newer = newerOf(this.get(id), incoming);
    this.#noted.delete(id);
    this.#noted.set(id, newer);
    const [oldest] = this.#noted.keys();
    if (this.#noted.size > mostNoted) this.#noted.delete(oldest!);
  }

  putAll(incoming: readonly ServiceRequest[]): void {
    incoming.forEach((request) => this.put(request));
  }
}

export const requests = new RequestStore();
