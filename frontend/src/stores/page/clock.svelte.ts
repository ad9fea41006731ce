import { hour, minute } from "../../i18n/moment";

const second = 1_000;

/**
 * The current time for what is on screen, by one timer for the whole page. A component that reads `now` is updated once
 * a minute; one that calls `near` with a moment in the next hour is updated every second.
 */
export class ScreenClock {
  #minute = $state(Date.now());
  #second = $state(Date.now());

  /** The current time to the minute, in milliseconds since 1970. */
  get now(): number {
    return this.#minute;
  }

  /** Returns the current time: to the second in the hour before the given moment, else to the minute. */
  near(moment: number): number {
    const left = moment - this.#minute;
    return left > -minute && left <= hour + minute ? this.#second : this.#minute;
  }

  start(): () => void {
    this.tick();
    const timer = setInterval(() => this.tick(), second);
    // Browsers slow down the timers of a hidden page, so it updates as soon as it is visible.
    const refresh = () => this.tick();
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }

  tick(): void {
    const now = Date.now();
    this.#second = now;
    if (Math.floor(now / minute) !== Math.floor(this.#minute / minute)) this.#minute = now;
  }
}

export const clock = new ScreenClock();
