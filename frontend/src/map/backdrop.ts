import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "../styles/map.css";
import type { Point } from "../domain/point";

type Wording = (count: number) => string;

const ringsKilometres = [2, 5, 10, 20];

/** Returns the URL template of the configured tile server; empty when there is none. */
function tileUrl(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="qala-tile-url"]')?.content.trim() ?? "";
}

/** Adds the tiles of the tile server; without one, a blank grid that moves with the map. */
export function addBackdrop(map: L.Map): void {
  const url = tileUrl();
  if (url === "") {
    new Paper({ className: "paper", updateWhenZooming: true, keepBuffer: 3 }).addTo(map);
    return;
  }
  L.tileLayer(url, { maxZoom: 19, attribution: "© OpenStreetMap" }).addTo(map);
  map.addControl(L.control.attribution({ prefix: false, position: "bottomleft" }));
}

class Paper extends L.GridLayer {
  protected override createTile(): HTMLElement {
    const tile = document.createElement("div");
    tile.className = "paper-tile";
    return tile;
  }
}

/** Returns the name of the city and rings of distance around its centre, as orientation on a map without tiles. */
export function cityPlate(center: Point, name: string, kilometres: Wording): L.LayerGroup {
  const at: L.LatLngTuple = [center.latitude, center.longitude];
  const plate = L.marker(at, {
    icon: plateIcon("city-plate", name),
    interactive: false,
    keyboard: false,
    zIndexOffset: -1000,
  });
  const rings = ringsKilometres.flatMap((radius) => ring(at, radius, kilometres(radius)));
  return L.layerGroup(tileUrl() === "" ? [...rings, plate] : []);
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
