import L from "leaflet";
import { leafletLayer } from "protomaps-leaflet";

const credits =
  '<a href="https://protomaps.com" target="_blank" rel="noopener">Protomaps</a> ' +
  '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">© OpenStreetMap</a>';

/** Draws the city's own street map, in the language and the colours of the page, also when these change. */
export function addBasemap(map: L.Map, url: string): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const make = (): L.GridLayer =>
    leafletLayer({
      url,
      flavor: dark.matches ? "dark" : "light",
      lang: document.documentElement.lang,
      attribution: credits,
    }) as unknown as L.GridLayer;
  let layer = make().addTo(map);
  const renew = () => {
    layer.remove();
    layer = make().addTo(map);
  };
  const language = new MutationObserver(renew);
  dark.addEventListener("change", renew);
  language.observe(document.documentElement, { attributeFilter: ["lang"] });
  map.on("unload", () => {
    dark.removeEventListener("change", renew);
    language.disconnect();
  });
}
