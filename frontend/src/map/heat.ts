import L from "leaflet";
import type { Mark } from "./features";

const leastPixels = 90;
const mostPixels = 260;

/** Returns how many requests of a mark are overdue. */
export function overdueOf(mark: Mark): number {
  return mark.kind === "pin" ? Number(mark.isOverdue) : mark.overdue;
}

/** Returns the width of the glow of a mark with so many overdue requests: its area grows with them. */
export function glowPixels(overdue: number): number {
  return Math.min(mostPixels, Math.round(leastPixels * Math.sqrt(overdue)));
}

/** Draws a glow under each mark with overdue requests, so that places with many of them are seen from afar. */
export function drawHeat(group: L.LayerGroup, marks: readonly Mark[]): void {
  group.clearLayers();
  for (const mark of marks) {
    const overdue = overdueOf(mark);
    if (overdue === 0) continue;
    const size = glowPixels(overdue);
    const icon = L.divIcon({ className: "glow", iconSize: [size, size] });
    const at: L.LatLngTuple = [mark.at.latitude, mark.at.longitude];
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -900 }).addTo(group);
  }
}
