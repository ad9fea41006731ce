import { placePermission, readPosition, type Permission, type PositionFault } from "../../photos/position";
import type { Fix } from "../../photos/shot";

/**
 * What is known of the place of the device. `unasked`: the browser would prompt the user. `insecure` and `unsupported`:
 * it will never say.
 */
export type PositionState = "unasked" | "asking" | "known" | PositionFault | "insecure" | "unsupported";

/** What the position needs of the browser; tests pass their own. */
export interface PositionServices {
  permission(): Promise<Permission>;
  read(): Promise<Fix | PositionFault>;
  isSecure(): boolean;
  now(): number;
}

const browser: PositionServices = {
  permission: placePermission,
  read: readPosition,
  isSecure: () => globalThis.isSecureContext !== false,
  now: () => Date.now(),
};

/** A walking executor is 80 metres further after a minute. */
const freshMilliseconds = 60_000;

/**
 * Where the device is, read when a screen that shows distances opens, when the user returns to it, and when asked. It
 * is not followed all the time, which would empty the battery and move lists under a thumb. It is not stored.
 */
export class DevicePosition {
  fix: Fix | null = $state.raw(null);
  state: PositionState = $state("unasked");
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(private readonly services: PositionServices = browser) {}

  /** Reads the position now and on every return to the page, without a prompt; returns what ends this. */
  watch(): () => void {
    const back = () => {
      if (document.visibilityState === "visible") void this.renew();
    };
    void this.renew();
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }

  /** Reads the position if it is old and the browser need not prompt for it. */
  async renew(): Promise<void> {
    if (this.services.now() - this.#readAt < freshMilliseconds) return;
    if (!this.services.isSecure()) return void (this.state = "insecure");
    const permission = await this.services.permission();
    if (permission === "granted") return this.ask();
    this.fix = null;
    this.state = permission === "prompt" ? "unasked" : permission;
  }

  /** Reads the position; the browser may prompt the user. An older position stays where a new one cannot be had. */
  ask(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #read(): Promise<void> {
    this.state = "asking";
    const read = await this.services.read();
    if (typeof read === "string") {
      if (read === "denied") this.fix = null;
      this.state = read;
      return;
    }
    this.#readAt = this.services.now();
    this.fix = read;
    this.state = "known";
  }
}

export const devicePosition = new DevicePosition();
