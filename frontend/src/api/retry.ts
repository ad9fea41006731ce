import { Failure } from "./failure";

/** The pause between two attempts; tests pass their own. */
interface Pause {
  /** Resolves when another attempt makes sense: true to retry, false to give up. */
  (failedAttempts: number): Promise<boolean>;
}

/**
 * Returns the answer of the first attempt that succeeds. Only network failures are retried; a refusal is thrown at
 * once.
 */
export async function retry<Answer>(attempt: () => Promise<Answer>, pause: Pause): Promise<Answer> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await attempt();
    } catch (reason) {
      const worthwhile = reason instanceof Failure && reason.isNetwork;
      if (!worthwhile || !(await pause(failed))) throw reason;
    }
  }
}
