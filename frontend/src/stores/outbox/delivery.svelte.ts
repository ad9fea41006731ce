import { Failure } from "../../api/failure";
import { retry } from "../../api/retry";
import type { UploadOptions } from "../../api/upload";
import { backoffMilliseconds } from "../../live/backoff";

/** With a network but without an answer of the server, so many attempts are made before the user decides. */
const attemptsOnline = 6;
const leastPauseMilliseconds = 700;

/** Sends one form with retries: shows its progress, waits for the network and can be cancelled. */
export class Delivery {
  state: "idle" | "sending" | "waiting" = $state("idle");
  /** The share of each photo that has gone, 0 to 1. */
  shares: readonly number[] = $state.raw([]);
  /** Whether it was sent more than once: an earlier attempt may have succeeded without an answer. */
  isResent = $state(false);
  #controller: AbortController | null = null;
  #resume: (again: boolean) => void = () => {};

  get isBusy(): boolean {
    return this.state !== "idle";
  }

  /**
   * Returns the answer of `send`. With `again`, it sends the form again when the network is back, so `send` must be
   * idempotent; with "ever" it does not give up while the server does not answer. Throws the last failure, or
   * `CANCELLED`.
   */
  async run<Answer>(
    send: (options: UploadOptions) => Promise<Answer>,
    again: boolean | "ever" = true,
  ): Promise<Answer> {
    const controller = (this.#controller = new AbortController());
    this.isResent = false;
    try {
      return await retry(() => {
        this.state = "sending";
        this.shares = [];
        return send({ signal: controller.signal, progress: (shares) => (this.shares = shares) });
      }, async (failed) => {
        const isLast = again === false || (again === true && navigator.onLine && failed >= attemptsOnline);
        return !isLast && this.#pause(failed, controller.signal);
      });
    } finally {
      this.state = "idle";
      this.shares = [];
      this.#controller = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
    this.#resume(false);
  }

  retryNow(): void {
    this.#resume(true);
  }

  async #pause(failed: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    this.state = "waiting";
    this.shares = [];
    const again = await this.#untilWorthwhile(failed);
    if (!again) throw new Failure("CANCELLED", "sending was stopped by the person");
    this.isResent = true;
    return true;
  }

  #untilWorthwhile(failed: number): Promise<boolean> {
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const resume = (again: boolean) => {
        clearTimeout(timer);
        removeEventListener("online", back);
        this.#resume = () => {};
        resolve(again);
      };
      const back = () => resume(true);
      this.#resume = resume;
      addEventListener("online", back);
      // Without a network only its return or the user ends the pause.
      if (navigator.onLine) timer = setTimeout(back, leastPauseMilliseconds + backoffMilliseconds(failed));
    });
  }
}
