import { untrack } from "svelte";
import { Failure } from "../../api/failure";

/** The state of a form's request: whether it is running, and why it was refused. */
export class RequestState {
  busy = $state(false);
  failure: Failure | null = $state.raw(null);

  /** Runs the work unless it is already running; returns whether it succeeded. */
  async run(work: () => Promise<void>): Promise<boolean> {
    // Untracked, so that an effect that calls this does not run again when the work is done.
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

  /** Returns the failure if the server names this field; otherwise null. */
  at(field: string): Failure | null {
    return this.failure?.field === field ? this.failure : null;
  }
}
