import { Failure } from "../api/failure";
import { retry } from "../api/retry";
import type { UploadOptions } from "../api/upload";
import { backoffMilliseconds } from "../live/backoff";

/** The network is there, yet the server cannot be reached: after so many attempts the person decides. */
const attemptsOnline = 6;
const leastPauseMilliseconds = 700;

/** The way of one form to the server: how far it has come, whether it waits for the network, how to stop it. */
export class Delivery {
  state: "idle" | "sending" | "waiting" = $state("idle");
  /** The share of each photo that has gone, 0 to 1. */
  shares: readonly number[] = $state.raw([]);
  /** Whether it was sent more than once: what arrives may have arrived before, unheard. */
  isResent = false;
  #controller: AbortController | null = null;
  #resume: (again: boolean) => void = () => {};

  get isBusy(): boolean {
    return this.state !== "idle";
  }

  /**
   * With `again`, the form is sent again by itself when the network comes back; `send` must do no harm when it is
   * done twice.
   */
  async run<Answer>(send: (options: UploadOptions) => Promise<Answer>, again = true): Promise<Answer> {
    const controller = (this.#controller = new AbortController());
    this.isResent = false;
    try {
      return await retry(() => {
        this.state = "sending";
        this.shares = [];
        return send({ signal: controller.signal, progress: (shares) => (this.shares = shares) });
      }, async (failed) => again && this.#pause(failed, controller.signal));
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
    if (signal.aborted || (navigator.onLine && failed >= attemptsOnline)) return false;
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
      // Without a network only its return or the person ends the wait.
      if (navigator.onLine) timer = setTimeout(back, leastPauseMilliseconds + backoffMilliseconds(failed));
    });
  }
}
