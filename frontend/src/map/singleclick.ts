import type L from "leaflet";

// A second click within this time zooms in, so that the first one must not choose a place.
const doubleClickMilliseconds = 300;
const doubleClickPixels = 30;

/** Tells single clicks on a map from double clicks, which zoom. */
export class SingleClick {
  #last: { at: L.Point; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(private readonly clicked: (place: L.LatLng) => void) {}

  /** Takes each click of the map; a single one is passed on once no second one can follow. */
  take({ latlng, containerPoint }: L.LeafletMouseEvent): void {
    const isSecond = this.#last !== null && this.#last.at.distanceTo(containerPoint) < doubleClickPixels;
    this.forget();
    if (isSecond) return;
    const timer = setTimeout(() => {
      this.#last = null;
      this.clicked(latlng);
    }, doubleClickMilliseconds);
    this.#last = { at: containerPoint, timer };
  }

  /** Passes on no click that waits. */
  forget(): void {
    clearTimeout(this.#last?.timer);
    this.#last = null;
  }
}
