// The map for other sites: no session, no store, no forms. It is built apart, so that it brings nothing of the app.
import L from "leaflet";
import "../styles/tokens.css";
import "../styles/status.css";
import type { FeatureCollection } from "geojson";
import { addBackdrop } from "../map/backdrop";
import { marksOf, type Mark } from "../map/features";
import type { Language } from "../i18n/language";
import { numberFormat } from "../i18n/numberformat";
import { showCityColour } from "../stores/page/citycolour";
import { gathered } from "../map/gather";
import { clusterIcon, pinIcon } from "../map/marker";
import "./embed.css";
import { addressOf, tilesOf } from "./tiles";

interface Data {
  city: string;
  center: [latitude: number, longitude: number];
  color: string | null;
  colorOnDark: string | null;
  language: Language;
  categories: Record<string, { name: string; icon: string } | undefined>;
  statuses: Record<string, string | undefined>;
  overdue: string;
  thousand: string;
  zoomIn: string;
  zoomOut: string;
}

const refreshMilliseconds = 60_000;
const zooms = { least: 6, first: 12, most: 17 };

const data = JSON.parse(document.getElementById("embed")!.textContent) as Data;
showCityColour(data);
const map = L.map("map", { zoomControl: false, attributionControl: false, minZoom: zooms.least, maxZoom: zooms.most });
map.setView(data.center, zooms.first);
L.control.zoom({ zoomInTitle: data.zoomIn, zoomOutTitle: data.zoomOut }).addTo(map);
addBackdrop(map);
const drawn = L.layerGroup().addTo(map);
let asked = 0;

map.on("moveend", () => void read());
void read();
setInterval(() => {
  if (!document.hidden) void read();
}, refreshMilliseconds);

/** Reads the marks of what is shown; what could not be read leaves the marks of before. */
async function read(): Promise<void> {
  const mine = (asked += 1);
  const bounds = map.getBounds();
  const corner = ({ lat, lng }: L.LatLng) => ({ latitude: lat, longitude: lng });
  const tiles = tilesOf(corner(bounds.getSouthWest()), corner(bounds.getNorthEast()), map.getZoom());
  try {
    const found = await Promise.all(tiles.map((tile) => marksIn(addressOf(data.city, tile))));
    if (mine === asked) draw(found.flat());
  } catch (reason) {
    console.warn("the marks could not be read", reason);
  }
}

async function marksIn(address: string): Promise<Mark[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return marksOf((await answer.json()) as FeatureCollection);
}

function draw(marks: readonly Mark[]): void {
  drawn.clearLayers();
  const place = ({ latitude, longitude }: Mark["at"]) => map.project([latitude, longitude]);
  for (const mark of gathered(marks, place)) drawOne(mark);
}

function drawOne(mark: Mark): void {
  const at: L.LatLngTuple = [mark.at.latitude, mark.at.longitude];
  const category = mark.kind === "pin" ? data.categories[mark.categoryId] : undefined;
  const { language, thousand } = data;
  const icon =
    mark.kind === "pin" ? pinIcon(mark, category?.icon ?? "other") : clusterIcon(mark, language, thousand);
  const marker = L.marker(at, { icon, riseOnHover: true }).addTo(drawn);
  const name = nameOf(mark, category?.name ?? "");
  marker.getElement()?.setAttribute("aria-label", name);
  marker.getElement()?.setAttribute("title", name);
  const press = () => (mark.kind === "pin" ? open(mark.number) : map.setView(at, map.getZoom() + 2));
  marker.on("click", press);
  marker.on("keypress", ({ originalEvent }) => {
    if (originalEvent.key === "Enter" || originalEvent.key === " ") press();
  });
}

function nameOf(mark: Mark, category: string): string {
  if (mark.kind === "cluster") {
    const [count, overdue] = [mark.count, mark.overdue].map((number) => numberFormat(data.language).format(number));
    return mark.overdue > 0 ? `${count}, ${data.overdue}: ${overdue}` : count!;
  }
  const overdue = mark.isOverdue ? data.overdue : "";
  return [category, data.statuses[mark.status] ?? "", overdue, mark.number].filter(Boolean).join(", ");
}

function open(number: string): void {
  window.open(`/r/${encodeURIComponent(number)}?lang=${data.language}`, "_blank", "noopener");
}
