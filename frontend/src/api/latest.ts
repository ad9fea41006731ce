/** Returns whether its request is still the newest one. */
export type IsNewest = () => boolean;

/**
 * Distinguishes the newest of several requests from older ones, whose answers may arrive later and must not be shown.
 */
export class LatestRequest {
  #number = 0;

  /** Starts a request, which makes all earlier ones outdated. */
  begin(): IsNewest {
    this.#number += 1;
    return this.current();
  }

  /** Joins the newest request without making it outdated: both answers may be shown. */
  current(): IsNewest {
    const number = this.#number;
    return () => number === this.#number;
  }

  /** Makes all requests outdated, so that none of their answers is shown. */
  cancel(): void {
    this.#number += 1;
  }
}
