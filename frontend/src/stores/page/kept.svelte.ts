import { rememberedAccount } from "../../drafts/account";
import { answerStore, type AnswerStore } from "../../drafts/answerstore";
import type { Owner } from "../../drafts/draftstore";

/** What the account has seen on this device, shown again while the server cannot be reached. */
export class Kept {
  /** When the oldest data on screen was loaded; null while the screen shows what the server has said now. */
  shownFrom: number | null = $state(null);
  #owner: Owner | undefined;

  constructor(
    private readonly store: AnswerStore = answerStore,
    private readonly remembered: () => Owner = rememberedAccount,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** The server has said who the viewer is: what another account has seen is deleted from the device. */
  become(owner: Owner): Promise<void> {
    this.#owner = owner;
    return this.store.become(owner);
  }

  /** Keeps what the server has answered just now. The value is copied as JSON. */
  put(name: string, value: unknown): void {
    this.shownFrom = null;
    const owner = this.#owner;
    if (owner === undefined) return;
    void this.store.put(owner, name, { savedAt: this.now(), value: JSON.parse(JSON.stringify(value)) });
  }

  /** Returns what was kept under this name, and notes that it is shown; null when nothing was. */
  async get<Value>(name: string): Promise<Value | null> {
    const owner = this.#owner ?? this.remembered();
    const found = await this.store.get(owner, name);
    // The viewer may have changed while the device was read.
    if (found === null || (this.#owner !== undefined && this.#owner !== owner)) return null;
    this.shownFrom = Math.min(this.shownFrom ?? found.savedAt, found.savedAt);
    return found.value as Value;
  }
}

export const kept = new Kept();
