import { query } from "../api/client";
import { Failure } from "../api/failure";
import { CurrentSessionDocument } from "../gql/documents";

const refreshMilliseconds = 3_600_000;
/** A wall is looked after by day, so an end at night or on Sunday has to be announced before. */
const nearMilliseconds = 3 * 86_400_000;

/** When the session of this device ends by itself. */
export class SessionEnd {
  /** ISO 8601; null until it is known. */
  at: string | null = $state(null);

  /** Reads it now and each hour until the returned function is called. */
  open(): () => void {
    const read = () => void this.#read();
    read();
    const timer = setInterval(read, refreshMilliseconds);
    return () => clearInterval(timer);
  }

  /** Returns whether it ends within three days of a moment in milliseconds since 1970. */
  isNear(now: number): boolean {
    return this.at !== null && Date.parse(this.at) - now < nearMilliseconds;
  }

  async #read(): Promise<void> {
    try {
      const { sessions } = await query(CurrentSessionDocument, {});
      this.at = sessions.find(({ current }) => current)?.expiresAt ?? null;
    } catch (reason) {
      // The next hour reads it again; an end of the session is seen at once anyway.
      if (!(reason instanceof Failure)) throw reason;
    }
  }
}
