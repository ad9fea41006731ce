import L from "leaflet";
import type { Point } from "../domain/point";

/** A zone of the city whose figures stand out. */
export interface ZoneMark {
  id: string;
  name: string;
  /** Its corners. */
  boundary: readonly Point[];
  /** How many times as many as expected. */
  ratio: number;
}

/** Returns problem zones as a layer: the darker, the more they stand out. */
export function zoneLayer(zones: readonly ZoneMark[], opened: (id: string) => void): L.LayerGroup {
  return L.layerGroup(zones.map((zone) => polygonOf(zone, () => opened(zone.id))));
}

function polygonOf({ name, boundary, ratio }: ZoneMark, open: () => void): L.Polygon {
  const corners = boundary.map(({ latitude, longitude }): L.LatLngTuple => [latitude, longitude]);
  const options = { className: "zone", fillOpacity: Math.min(0.5, 0.12 + 0.08 * ratio), weight: 2 };
  const polygon = L.polygon(corners, options).bindTooltip(name, { sticky: true });
  polygon.on("click", (event) => {
    // Otherwise the map would take the click as a choice of a place.
    L.DomEvent.stopPropagation(event);
    open();
  });
  polygon.on("add", () => {
    const element = polygon.getElement();
    element?.setAttribute("role", "button");
    element?.setAttribute("tabindex", "0");
    element?.setAttribute("aria-label", name);
    element?.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent && (event.key === "Enter" || event.key === " ")) open();
    });
  });
  return polygon;
}
