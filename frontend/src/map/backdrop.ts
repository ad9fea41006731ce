import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "../styles/map.css";
import type { Point } from "../domain/point";

type Wording = (count: number) => string;

const ringsKilometres = [2, 5, 10, 20];
/** The height of the counters over the map of a phone, with half a label. */
const coveredPixels = 100;

/** Returns what the server has written into a meta element of the page. */
function setting(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.trim() ?? "";
}

/**
 * Adds a blank grid that moves with the map, and over it the streets: of the city's own map, else of the tile server.
 * What cannot be reached leaves the grid.
 */
export function addBackdrop(map: L.Map): void {
  new Paper({ className: "paper", updateWhenZooming: true, keepBuffer: 3 }).addTo(map);
  const [own, tiles] = [setting("qala-basemap"), setting("qala-tile-url")];
  if (own !== "" || tiles !== "") void addStreets(map, own, tiles);
}

async function addStreets(map: L.Map, own: string, tiles: string): Promise<void> {
  let isOpen = true;
  map.on("unload", () => (isOpen = false));
  try {
    const streets = await import("./streets");
    if (isOpen) await (own === "" ? streets.addTiles(map, tiles) : streets.addOwn(map, own));
  } catch (reason) {
    console.warn("the streets could not be shown", reason);
  }
}

class Paper extends L.GridLayer {
  protected override createTile(): HTMLElement {
    const tile = document.createElement("div");
    tile.className = "paper-tile";
    return tile;
  }
}

/** Returns the name of the city and rings of distance around its centre, as orientation on a map without streets. */
export function cityPlate(center: Point, name: string, kilometres: Wording): L.LayerGroup {
  const at: L.LatLngTuple = [center.latitude, center.longitude];
  const plate = L.marker(at, {
    icon: plateIcon("city-plate", name),
    interactive: false,
    keyboard: false,
    zIndexOffset: -1000,
  });
  const rings = ringsKilometres.flatMap((radius) => ring(at, radius, kilometres(radius)));
  return L.layerGroup([...rings, plate]);
}

/** Hides the words that lie under the counters, which would show a part of them. */
export function hideCovered(plate: L.LayerGroup, map: L.Map): void {
  plate.eachLayer((layer) => {
    if (layer instanceof L.Marker)
      layer.setOpacity(map.latLngToContainerPoint(layer.getLatLng()).y < coveredPixels ? 0 : 1);
  });
}

function ring(at: L.LatLngTuple, kilometres: number, text: string): L.Layer[] {
  const circle = L.circle(at, { radius: kilometres * 1000, className: "ring", fill: false, interactive: false });
  const edge = L.latLng(at).toBounds(kilometres * 2000).getNorth();
  const label = L.marker([edge, at[1]], {
    icon: plateIcon("ring-label", text),
    interactive: false,
    keyboard: false,
    zIndexOffset: -1000,
  });
  return [circle, label];
}

function plateIcon(className: string, text: string): L.DivIcon {
  const words = document.createElement("span");
  words.textContent = text;
  return L.divIcon({ className, html: words, iconSize: [0, 0] });
}
