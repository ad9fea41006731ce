import { Failure } from "./failure";

const second = 1_000;
/** How often one read is sent in all. */
const attempts = 4;
/** The server asks for a minute at most; a longer wait is left to the user. */
const longestWaitSeconds = 120;
/** How many reads of one operation may wait. A page that asks for more has moved on since the first. */
const mostWaiting = 20;

interface Timer {
  now(): number;
  wait(milliseconds: number): Promise<void>;
  random(): number;
}

const browserTimer: Timer = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/** The reads of one operation that was refused: they wait in line, and one at a time is sent. */
interface Line {
  /** When the next read may be sent, in milliseconds since 1970. */
  opensAt: number;
  waiting: number;
  last: Promise<void>;
}

/**
 * Repeats reads that the server refused with `RATE_LIMITED`, at the time that it named and one after another, so that a
 * page never makes its own shortage worse. Mutations are not repeated: their form keeps what was typed.
 */
export class Patience {
  /** When the reads that wait are sent again, in milliseconds since 1970; null while none waits. */
  until: number | null = $state(null);
  /** Some reads were given up: the page lacks their data until the user asks again. */
  gaveUp = $state(false);
  readonly #lines = new Map<string, Line>();

  constructor(private readonly timer: Timer = browserTimer) {}

  /** Returns the answer of a read. Throws its last refusal after some attempts. */
  async read<Answer>(operation: string, send: () => Promise<Answer>): Promise<Answer> {
    const line = this.#lines.get(operation);
    if (line !== undefined) return this.#inLine(operation, line, send, attempts);
    try {
      return await send();
    } catch (reason) {
      if (!isWorthWaiting(reason)) throw reason;
      return this.#inLine(operation, this.#close(operation, reason), send, attempts - 1);
    }
  }

  /** Forgets that reads were given up: the user asks for them again. */
  forget(): void {
    this.gaveUp = false;
  }

  async #inLine<Answer>(
    operation: string,
    line: Line,
    send: () => Promise<Answer>,
    left: number,
  ): Promise<Answer> {
    if (line.waiting >= mostWaiting) throw new Failure("RATE_LIMITED", "too many reads wait already");
    line.waiting += 1;
    const turn = line.last.then(() => this.#attempt(operation, line, send, left));
    line.last = turn.then(() => {}, () => {});
    try {
      return await turn;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(operation);
      this.#tell();
    }
  }

  async #attempt<Answer>(
    operation: string,
    line: Line,
    send: () => Promise<Answer>,
    left: number,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const pause = line.opensAt - this.timer.now();
      if (pause > 0) await this.timer.wait(pause);
      try {
        return await send();
      } catch (reason) {
        if (!isWorthWaiting(reason)) throw reason;
        if (attempt >= left) {
          this.gaveUp = true;
          throw reason;
        }
        this.#close(operation, reason);
      }
    }
  }

  #close(operation: string, { retryAfterSeconds }: Refusal): Line {
    const line = this.#lines.get(operation) ?? { opensAt: 0, waiting: 0, last: Promise.resolve() };
    // All pages of one network are refused together, so each adds up to a quarter.
    const pause = retryAfterSeconds * second * (1 + this.timer.random() / 4);
    line.opensAt = Math.max(line.opensAt, this.timer.now() + pause);
    this.#lines.set(operation, line);
    this.#tell();
    return line;
  }

  #tell(): void {
    const opens = [...this.#lines.values()].map(({ opensAt }) => opensAt);
    this.until = opens.length > 0 ? Math.max(...opens) : null;
  }
}

type Refusal = Failure & { retryAfterSeconds: number };

function isWorthWaiting(reason: unknown): reason is Refusal {
  if (!(reason instanceof Failure) || reason.code !== "RATE_LIMITED") return false;
  return reason.retryAfterSeconds !== null && reason.retryAfterSeconds <= longestWaitSeconds;
}

export const patience = new Patience();
