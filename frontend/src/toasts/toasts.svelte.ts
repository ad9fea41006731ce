/** A short notice, as the part of the page that has something to say gives it. Texts follow the language. */
export interface Notice {
  text(): string;
  /** `bad` is read aloud at once, and stays until its reader closes it. */
  tone?: "plain" | "bad";
  /** How long it stays; null until its reader closes it. */
  seconds?: number | null;
  /** Shows the seconds that are left. Such a notice is shown before others, and ends when the page is hidden. */
  counts?: boolean;
  action?: { text(): string; press(): void; testid?: string; leading?: boolean };
  link?: { text(): string; href(): string };
  /** Of the button that closes it. */
  closeText?(): string;
  closeTestid?: string;
  testid?: string;
  /** A newer notice takes the place of the one with the same key. */
  key?: string;
  /** Called when its time stands still, and when it goes on, with the milliseconds that are left. */
  paused?(isPaused: boolean, milliseconds: number): void;
  ended?(how: Ending): void;
}

/** `time` also where the page was hidden: nothing can be pressed any more. */
export type Ending = "time" | "closed" | "pressed" | "replaced";

const plainSeconds = 6;
/** A phone has no room for more; the others wait for their turn. */
const mostShown = 3;
const beatMilliseconds = 250;
/** A pointer that was left over a notice does not hold up a step for ever. */
const longestPause = 60_000;

export class Toast {
  readonly id: number;
  /** The milliseconds that it still stays; null without an end. */
  left: number | null = $state(null);
  pausedFor = 0;

  constructor(id: number, readonly notice: Notice) {
    this.id = id;
    const { tone, seconds = tone === "bad" ? null : plainSeconds } = notice;
    this.left = seconds === null ? null : seconds * 1_000;
  }

  get isBad(): boolean {
    return this.notice.tone === "bad";
  }
}

/** The short notices of the page, in one queue: each is shown once, for its time, and may be closed before. */
export class Toasts {
  #all: readonly Toast[] = $state.raw([]);
  #count = 0;
  #isPaused = false;
  #isSeen = false;
  #beat: ReturnType<typeof setInterval> | undefined;

  /** Those on screen, the oldest first. */
  get shown(): readonly Toast[] {
    const urgent = this.#all.filter(({ notice }) => notice.counts === true);
    const room = Math.max(1, mostShown - urgent.length);
    const others = this.#all.filter(({ notice }) => notice.counts !== true).slice(0, room);
    return this.#all.filter((one) => urgent.includes(one) || others.includes(one));
  }

  /** Called by what shows them; before it is there, no time passes. Returns a function for when it goes. */
  watch(): () => void {
    this.#isSeen = true;
    return () => (this.#isSeen = false);
  }

  say(notice: Notice): Toast {
    const toast = new Toast((this.#count += 1), notice);
    if (notice.key !== undefined) this.endKey(notice.key, "replaced");
    this.#all = [...this.#all, toast];
    this.#keepTime();
    return toast;
  }

  /** Ends a notice; one that has ended stays so. */
  end(toast: Toast, how: Ending): void {
    if (!this.#all.includes(toast)) return;
    this.#all = this.#all.filter((one) => one !== toast);
    this.#keepTime();
    toast.notice.ended?.(how);
  }

  /** Ends the notice with this key. */
  endKey(key: string, how: Ending): void {
    this.#all.filter(({ notice }) => notice.key === key).forEach((one) => this.end(one, how));
  }

  press(toast: Toast): void {
    this.end(toast, "pressed");
    toast.notice.action?.press();
  }

  /** Presses the button of the notice with this key; returns whether there was one. */
  pressKey(key: string): boolean {
    const toast = this.#all.find(({ notice }) => notice.key === key);
    if (toast !== undefined) this.press(toast);
    return toast !== undefined;
  }

  /** Stops the time of what is shown while its reader is at it. */
  pause(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.shown.forEach(({ notice, left }) => {
      if (left !== null) notice.paused?.(isPaused, left);
    });
  }

  /** Ends what counts: a page that is hidden is not looked at, and may be closed. */
  hide(): void {
    this.#all.filter(({ notice }) => notice.counts === true).forEach((one) => this.end(one, "time"));
  }

  #keepTime(): void {
    clearInterval(this.#beat);
    const isTimed = this.#all.some(({ left }) => left !== null);
    this.#beat = isTimed ? setInterval(() => this.#pass(beatMilliseconds), beatMilliseconds) : undefined;
    if (this.#all.length === 0) this.#isPaused = false;
  }

  #pass(milliseconds: number): void {
    if (!this.#isSeen) return;
    for (const toast of this.shown) {
      if (toast.left === null) continue;
      if (this.#isPaused) toast.pausedFor += milliseconds;
      if (this.#isPaused && toast.pausedFor < longestPause) continue;
      toast.left -= milliseconds;
      if (toast.left <= 0) this.end(toast, "time");
    }
  }
}

export const toasts = new Toasts();
