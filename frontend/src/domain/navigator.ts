import type { Point } from "./point";

/** Where a link opens: the phone's own choice of a navigator, Apple's maps, OpenStreetMap in the browser, or 2GIS. */
export type NavigatorName = "SYSTEM" | "APPLE" | "OSM" | "DGIS";

export interface NavigatorLink {
  name: NavigatorName;
  href: string;
  /** Whether it is a page, which opens in another tab; the others are opened by an app. */
  isPage: boolean;
}

type Platform = "ANDROID" | "APPLE" | "DESKTOP";

const appOf2Gis = "ru.dublgis.dgismobile";

/**
 * Returns the links that lead to a place, the phone's own navigator first.
 *
 * Android asks the user which app opens `geo:`. Safari opens no `geo:`, but its maps by an address of Apple. A desktop
 * browser has an app for neither, so it gets pages. 2GIS has an address of its own for a route, `dgis:`, that does
 * nothing where the app is missing: Android's `intent:` names the page that then opens instead, and elsewhere the page
 * is linked, which the app takes over where it is installed.
 */
export function navigatorLinks(to: Point, label: string, userAgent: string): NavigatorLink[] {
  const platform = platformOf(userAgent);
  return [ownNavigator(to, label, platform), dgis(to, platform)];
}

function ownNavigator(to: Point, label: string, platform: Platform): NavigatorLink {
  const place = `${degrees(to.latitude)},${degrees(to.longitude)}`;
  if (platform === "ANDROID") {
    // Apps read the place from `q`; a bracket in the label would end it.
    const words = encodeURIComponent(label.replace(/[()]/g, " ").trim());
    return { name: "SYSTEM", href: `geo:${place}?q=${place}${words === "" ? "" : `(${words})`}`, isPage: false };
  }
  if (platform === "APPLE") return { name: "APPLE", href: `https://maps.apple.com/?daddr=${place}`, isPage: true };
  const from = encodeURIComponent(`;${place}`);
  return { name: "OSM", href: `https://www.openstreetmap.org/directions?route=${from}`, isPage: true };
}

function dgis(to: Point, platform: Platform): NavigatorLink {
  const place = `${degrees(to.longitude)},${degrees(to.latitude)}`;
  // An empty first point is where the person is.
  const page = `https://2gis.kz/directions/points/${encodeURIComponent(`|${place}`)}`;
  if (platform !== "ANDROID") return { name: "DGIS", href: page, isPage: true };
  const intent = `scheme=dgis;package=${appOf2Gis};S.browser_fallback_url=${encodeURIComponent(page)}`;
  const href = `intent://2gis.ru/routeSearch/rsType/car/to/${place}#Intent;${intent};end`;
  return { name: "DGIS", href, isPage: false };
}

function platformOf(userAgent: string): Platform {
  if (/Android/.test(userAgent)) return "ANDROID";
  // An iPad calls itself a Mac, and both open these addresses in their maps.
  return /iPhone|iPad|Macintosh/.test(userAgent) ? "APPLE" : "DESKTOP";
}

function degrees(value: number): string {
  return value.toFixed(6);
}
