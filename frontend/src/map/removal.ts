import type L from "leaflet";

/**
 * Removes a map without another event of its own: in a teardown, a listener would read the route of before. Leaflet
 * ends a zoom by a timer that needs the map, so a map that zooms goes right after it.
 */
export function removeMap(map: L.Map): void {
  map.off("moveend");
  const isZooming = map.getPane("mapPane")?.classList.contains("leaflet-zoom-anim") === true;
  if (isZooming) map.once("zoomend", () => setTimeout(() => map.remove()));
  else map.remove();
}
