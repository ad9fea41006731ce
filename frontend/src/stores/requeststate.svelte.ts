import { untrack } from "svelte";
import { Failure } from "../api/failure";

/** One thing somebody tries with a form: whether it is under way, and why it was refused. */
export class RequestState {
  busy = $state(false);
  failure: Failure | null = $state.raw(null);

  /** Does the work, unless it is being done already; answers whether it was done. */
  async run(work: () => Promise<void>): Promise<boolean> {
    // An effect that tries something must not begin anew when that is done.
    if (untrack(() => this.busy)) return false;
    this.busy = true;
    this.failure = null;
    try {
      await work();
      return true;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      this.failure = reason;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Why this very field was refused; null for any other reason. */
  at(field: string): Failure | null {
    return this.failure?.field === field ? this.failure : null;
  }
}
