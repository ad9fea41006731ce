import L from "leaflet";
import "../styles/streets.css";

// A missing tile of a foreign server: a page of broken pictures would be worse than the plain background.
const noPicture = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const mostFailures = 12;
const credits =
  '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">© OpenStreetMap</a>';

/** Draws the city's own street map; one that is not there is not asked for again. */
export async function addOwn(map: L.Map, url: string): Promise<void> {
  let isOpen = true;
  map.on("unload", () => (isOpen = false));
  const [{ addBasemap }, answer] = await Promise.all([
    import("./basemap"),
    fetch(url, { headers: { Range: "bytes=0-6" } }),
  ]);
  if (!isOpen || !answer.ok) return;
  addBasemap(map, url);
  showStreets(map);
}

/** Draws the tiles of a server, and none of those that it has not. */
export function addTiles(map: L.Map, url: string): void {
  const layer = L.tileLayer(url, { maxZoom: 19, errorTileUrl: noPicture, attribution: credits, className: "streets" });
  let failures = 0;
  layer.on("tileload", ({ tile }) => {
    if ((tile as HTMLImageElement).src === noPicture) return;
    failures = -Infinity;
    showStreets(map);
  });
  layer.on("tileerror", () => {
    failures += 1;
    // A server that has answered nothing so far is not asked for every tile of every move.
    if (failures === mostFailures) layer.remove();
  });
  layer.addTo(map);
}

/** Hides the name and the rings, which give orientation without streets, and says whose streets they are. */
function showStreets(map: L.Map): void {
  const classes = map.getContainer().classList;
  if (classes.contains("has-streets")) return;
  classes.add("has-streets");
  map.addControl(L.control.attribution({ prefix: false, position: "bottomleft" }));
}
