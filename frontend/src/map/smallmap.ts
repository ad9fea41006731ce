import L from "leaflet";
import type { Point } from "../domain/point";
import { addBackdrop } from "./backdrop";
import { removeMap } from "./removal";
import { zooms, type View } from "./view";

/** A map beside a form or a list, which follows the size of its element until it is closed. */
export interface SmallMap {
  map: L.Map;
  close(): void;
}

/** Opens a map with its backdrop in the element; `options` are Leaflet's, for what the user can do with it. */
export function openSmallMap(element: HTMLElement, view: View, options: L.MapOptions = {}): SmallMap {
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    minZoom: zooms.least,
    maxZoom: zooms.most,
    ...options,
  });
  map.setView(pair(view.center), view.zoom, { animate: false });
  addBackdrop(map);
  const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  observer.observe(element);
  return {
    map,
    close() {
      observer.disconnect();
      removeMap(map);
    },
  };
}

/** Returns a point as Leaflet takes it. */
export function pair({ latitude, longitude }: Point): L.LatLngTuple {
  return [latitude, longitude];
}
