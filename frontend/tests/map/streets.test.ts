// @vitest-environment happy-dom
import L from "leaflet";
import { expect, test } from "vitest";
import { addTiles } from "../../src/map/streets";

function shownMap(): { map: L.Map; tiles(): HTMLImageElement[] } {
  const element = document.createElement("div");
  for (const side of ["clientWidth", "clientHeight"]) Object.defineProperty(element, side, { value: 1200 });
  document.body.append(element);
  const map = L.map(element, { attributionControl: false, fadeAnimation: false }).setView([43.24, 76.89], 12);
  addTiles(map, "https://tiles.example/{z}/{x}/{y}.png");
  return { map, tiles: () => [...element.querySelectorAll<HTMLImageElement>("img.leaflet-tile")] };
}

test("a tile that cannot be had is no broken picture", () => {
  const { map, tiles } = shownMap();
  const tile = tiles()[0]!;

  tile.dispatchEvent(new Event("error"));

  expect(tile.src).toMatch(/^data:image\/gif/);
  tile.dispatchEvent(new Event("load"));
  expect(map.getContainer().classList.contains("has-streets")).toBe(false);
});

test("a server that answers nothing is not asked for more, and the plain background stays", () => {
  const { map, tiles } = shownMap();
  expect(tiles().length).toBeGreaterThan(12);

  tiles().slice(0, 12).forEach((tile) => tile.dispatchEvent(new Event("error")));

  expect(tiles()).toEqual([]);
  expect(map.getContainer().classList.contains("has-streets")).toBe(false);
  expect(map.getContainer().querySelector(".leaflet-control-attribution")).toBeNull();
});

test("streets that are shown are named, and one missing tile later changes nothing", () => {
  const { map, tiles } = shownMap();
  const [first, ...others] = tiles();

  first!.dispatchEvent(new Event("load"));
  others.forEach((tile) => tile.dispatchEvent(new Event("error")));

  expect(tiles().length).toBe(others.length + 1);
  expect(map.getContainer().classList.contains("has-streets")).toBe(true);
  expect(map.getContainer().querySelector(".leaflet-control-attribution")?.textContent).toContain("OpenStreetMap");
});
