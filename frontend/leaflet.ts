import type { Plugin } from "vite";

/**
 * Takes the rules with pictures out of Leaflet's styles: they are for its own markers and its list of layers, which
 * this page does not use, and would take 9 kB as text within the styles.
 */
export function withoutPictures(styles: string): string {
  return styles.replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, "");
}

export function leafletStyles(): Plugin {
  return {
    name: "qala-leaflet-styles",
    enforce: "pre",
    transform: (code, id) => (id.endsWith("/leaflet/dist/leaflet.css") ? withoutPictures(code) : undefined),
  };
}
