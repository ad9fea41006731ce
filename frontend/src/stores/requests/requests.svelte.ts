import { SvelteMap } from "svelte/reactivity";
import { newerOf, type ServiceRequest } from "../../domain/request";

/** Holds every loaded request once, in its newest version. All views read it from here. */
export class RequestStore {
  readonly #held = new SvelteMap<string, ServiceRequest>();

  get(id: string): ServiceRequest | undefined {
    return this.#held.get(id);
  }

  put(incoming: ServiceRequest): void {
    const held = this.#held.get(incoming.id);
    const newer = newerOf(held, incoming);
    if (newer !== held) this.#held.set(incoming.id, newer);
  }

  putAll(incoming: readonly ServiceRequest[]): void {
    incoming.forEach((request) => this.put(request));
  }
}

export const requests = new RequestStore();
