import L from "leaflet";
import { iconMarkup } from "../components/icons";
import { compactCount } from "../i18n/compactcount";
import type { Language } from "../i18n/language";
import type { Cluster, Pin } from "./features";
import { clusterSize } from "./gather";
import { pinShape } from "./pinshape";

/** Returns the icon of a pin: the colour shows the status, the drawing the category, a red badge a missed deadline. */
export function pinIcon(pin: Pin, icon: string): L.DivIcon {
  const badge = pin.isOverdue ? '<span class="pin-badge" aria-hidden="true">!</span>' : "";
  return L.divIcon({
    className: `pin status-${pin.status}${pin.isOverdue ? " is-overdue" : ""}`,
    html: `${shape()}<span class="pin-glyph">${iconMarkup(icon)}</span>${badge}`,
    iconSize: [34, 43],
    iconAnchor: [17, 42],
  });
}

/** `thousand` is the word for a thousand in the language. */
export function clusterIcon(cluster: Cluster, language: Language, thousand: string): L.DivIcon {
  const size = clusterSize(cluster.count);
  const className = cluster.overdue > 0 ? "cluster is-overdue" : "cluster";
  const { digits, unit } = compactCount(cluster.count, language, thousand);
  // A word stands below the number, as the circle has no room beside it; a letter follows it.
  const html = `<span>${digits}${unit.length > 1 ? `<small>${unit}</small>` : unit}</span>`;
  return L.divIcon({ className, html, iconSize: [size, size] });
}

export function chosenIcon(): L.DivIcon {
  return L.divIcon({
    className: "pin is-chosen",
    html: `${shape()}<span class="pin-glyph">${iconMarkup("plus")}</span>`,
    iconSize: [42, 53],
    iconAnchor: [21, 52],
  });
}

export function waitingIcon(): L.DivIcon {
  return L.divIcon({
    className: "pin is-waiting",
    html: `${shape()}<span class="pin-glyph">${iconMarkup("offline")}</span>`,
    iconSize: [34, 43],
    iconAnchor: [17, 42],
  });
}

/** Returns the outline of a pin. */
export function shape(): string {
  return `<svg class="pin-shape" viewBox="0 0 34 43" aria-hidden="true"><path d="${pinShape}"/></svg>`;
}
