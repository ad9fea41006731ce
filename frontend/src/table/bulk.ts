import { Failure } from "../api/failure";
import { backoffMilliseconds } from "../live/backoff";

/** How often one step is sent while the server cannot be reached. */
const attempts = 4;
/** The server asks for a minute at most; a longer wait is left to the officer. */
const longestWaitSeconds = 120;

/** One request of the run, with the id under which its step is sent, however often. */
export interface BulkJob {
  id: string;
  stepId: string;
}

/** What became of a request: `unsent` may have arrived where the answer was lost, and is sent again under its id. */
export interface Outcome {
  id: string;
  state: "done" | "refused" | "unsent";
  failure: Failure | null;
}

interface Running {
  send(job: BulkJob): Promise<void>;
  wait(milliseconds: number): Promise<void>;
  isStopped(): boolean;
  /** Called with each outcome as it is known. */
  known(outcome: Outcome): void;
}

/**
 * Sends the steps one after another. A refusal concerns its request alone; a lost connection, or session, ends the run,
 * and what was not sent is said to be so.
 */
export async function runBulk(jobs: readonly BulkJob[], running: Running): Promise<void> {
  let end: Failure | null = null;
  for (const job of jobs) {
    if (end !== null || running.isStopped()) {
      running.known({ id: job.id, state: "unsent", failure: end });
      continue;
    }
    const failure = await sendOne(job, running);
    const isOver = failure !== null && endsRun(failure);
    if (isOver) end = failure;
    running.known({ id: job.id, state: failure === null ? "done" : isOver ? "unsent" : "refused", failure });
  }
}

function endsRun({ code, isNetwork }: Failure): boolean {
  return isNetwork || code === "UNAUTHENTICATED" || code === "RATE_LIMITED";
}

/** Returns why the step was not taken; null when it was. */
async function sendOne(job: BulkJob, { send, wait, isStopped }: Running): Promise<Failure | null> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await send(job);
      return null;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      const pause = pauseAfter(reason, attempt);
      if (pause === null || attempt + 1 >= attempts || isStopped()) return reason;
      await wait(pause);
    }
  }
}

/** Returns how long to wait before the step is sent again; null where that would not help. */
function pauseAfter({ isNetwork, code, retryAfterSeconds }: Failure, attempt: number): number | null {
  if (isNetwork) return backoffMilliseconds(attempt);
  if (code !== "RATE_LIMITED" || retryAfterSeconds === null || retryAfterSeconds > longestWaitSeconds) return null;
  return retryAfterSeconds * 1_000;
}
