import { drafts } from "../../drafts/browserdrafts";
import type { DraftStore, Owner } from "../../drafts/draftstore";
import type { Point } from "../../domain/point";
import { roundOf, type Stop } from "../../domain/round";

const purpose = "round";

/**
 * The order in which an executor visits the own tasks. It changes only when the executor says so: an order that moves
 * by itself sends people back and forth. It stays on the device, because phones end pages in the background.
 */
export class Round {
  /** The ids of the tasks; empty before the first round. */
  order: readonly string[] = $state.raw([]);
  /** Whether the tasks are shown in this order. */
  isOn = $state(false);

  constructor(
    private readonly owner: Owner,
    private readonly store: DraftStore = drafts,
  ) {
    const { order, isOn } = storedIn(store.read(owner, purpose));
    this.order = order;
    this.isOn = isOn;
  }

  /** Makes a new round from where the executor is. */
  plan(stops: readonly Stop[], start: Point | null): void {
    this.order = roundOf(stops, start);
    this.isOn = true;
    this.#keep();
  }

  /** Shows the round that there is, or the first one. */
  show(stops: readonly Stop[], start: Point | null): void {
    if (!stops.some(({ id }) => this.order.includes(id))) return this.plan(stops, start);
    this.isOn = true;
    this.#keep();
  }

  hide(): void {
    this.isOn = false;
    this.#keep();
  }

  #keep(): void {
    this.store.write(this.owner, purpose, { order: this.order, isOn: this.isOn });
  }
}

function storedIn(value: unknown): { order: string[]; isOn: boolean } {
  const { order, isOn } = (value ?? {}) as { order?: unknown; isOn?: unknown };
  const ids = Array.isArray(order) ? order.filter((id) => typeof id === "string") : [];
  return { order: ids, isOn: isOn === true };
}
