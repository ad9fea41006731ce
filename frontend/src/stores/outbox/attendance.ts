import type { Failure } from "../../api/failure";
import type { ServiceRequest } from "../../domain/request";

/** What became of a step while its form was on screen. */
export type Outcome =
  | { kind: "sent"; request: ServiceRequest }
  /** The server has refused it; it is out of the outbox, and its photos are the form's again. */
  | { kind: "refused"; failure: Failure }
  /** It is on the device and waits for the network, or for the steps before it. */
  | { kind: "waits" };

/** The forms that wait for the outcome of their step. */
export class Attendance {
  readonly #forms = new Map<string, (outcome: Outcome) => void>();

  wait(id: string): Promise<Outcome> {
    return new Promise((resolve) => this.#forms.set(id, resolve));
  }

  has(id: string): boolean {
    return this.#forms.has(id);
  }

  settle(id: string, outcome: Outcome): void {
    const form = this.#forms.get(id);
    this.#forms.delete(id);
    form?.(outcome);
  }

  /** No form waits any longer: what it has sent is on the device. */
  letGo(): void {
    [...this.#forms.keys()].forEach((id) => this.settle(id, { kind: "waits" }));
  }
}
