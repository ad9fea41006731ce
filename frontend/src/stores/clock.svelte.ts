import { hour, minute } from "../i18n/moment";

const second = 1_000;

/**
 * The present moment as the screen shows it. One timer ticks for the whole page: whoever reads `minute` is told once a
 * minute, whoever asks with `near` about a moment close by is told every second, and nobody else is told anything.
 */
export class ScreenClock {
  #minute = $state(Date.now());
  #second = $state(Date.now());

  /** Now, to the minute. */
  get now(): number {
    return this.#minute;
  }

  /** Now, as exactly as matters for this moment: to the second in the hour before it, to the minute else. */
  near(moment: number): number {
    const left = moment - this.#minute;
    return left > -minute && left <= hour + minute ? this.#second : this.#minute;
  }

  start(): () => void {
    this.tick();
    const timer = setInterval(() => this.tick(), second);
    // A page in the background is woken rarely: what it shows has to be true at the first refresh.
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
