/**
 * Remembers the events that arrive while a query runs. Its answer may be older than they are, so they are applied once
 * more after it; a reducer takes an event that the answer has already without harm.
 */
export class Meanwhile<Event> {
  #queries = 0;
  #arrived: Event[] = [];

  /** Takes an event as it arrives. */
  note(event: Event): void {
    if (this.#queries > 0) this.#arrived.push(event);
  }

  /** Runs a query; `show` gets its answer and the events that arrived while it, or one beside it, ran. */
  async query<Answer>(ask: () => Promise<Answer>, show: (answer: Answer, arrived: readonly Event[]) => void) {
    this.#queries += 1;
    try {
      show(await ask(), this.#arrived);
    } finally {
      this.#queries -= 1;
      if (this.#queries === 0) this.#arrived = [];
    }
  }

  /** Forgets what has arrived: it was for another viewer. */
  clear(): void {
    this.#arrived = [];
  }
}
