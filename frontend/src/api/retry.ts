import { Failure } from "./failure";

/** What lies between two attempts; tests pass their own. */
export interface Pause {
  /** Waits until another attempt makes sense; answers false to give up. */
  (failedAttempts: number): Promise<boolean>;
}

/** Tries again for as long as only the network is at fault. A refusal of the server is final. */
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
