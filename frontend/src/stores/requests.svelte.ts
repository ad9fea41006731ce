import { SvelteMap } from "svelte/reactivity";
import { newerOf, type ServiceRequest } from "../domain/request";

/** Every request any screen has seen, once. A step that arrives here shows in all open views. */
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
