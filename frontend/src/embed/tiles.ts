import type { Point } from "../domain/point";

/** A tile of the public map, numbered as web maps are. */
export interface Tile {
  z: number;
  x: number;
  y: number;
}

const mostLatitude = 85.0511;
// A tile of a lower zoom covers more of the screen; clusters are a little larger, and fewer tiles are paid for.
const coarser = 1;
const leastZoom = 4;

/** Returns the tiles that cover the area between two corners at a zoom of the map. */
export function tilesOf(southWest: Point, northEast: Point, zoom: number): Tile[] {
  const z = Math.max(leastZoom, Math.round(zoom) - coarser);
  const [west, south] = placeOf(southWest, z);
  const [east, north] = placeOf(northEast, z);
  const tiles: Tile[] = [];
  for (let x = west; x <= east; x += 1) for (let y = north; y <= south; y += 1) tiles.push({ z, x, y });
  return tiles;
}

export function addressOf(city: string, { z, x, y }: Tile): string {
  return `/map/${encodeURIComponent(city)}/${z}/${x}/${y}.json?period=DAYS_30`;
}

function placeOf({ latitude, longitude }: Point, z: number): [x: number, y: number] {
  const count = 2 ** z;
  const sine = Math.sin((Math.min(mostLatitude, Math.max(-mostLatitude, latitude)) * Math.PI) / 180);
  const within = (share: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return [within((longitude + 180) / 360), within(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}
