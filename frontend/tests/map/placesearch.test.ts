// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import PlaceSearch from "../../src/map/PlaceSearch.svelte";
import { catalogue } from "../../src/stores/city/catalogue.svelte";
import { FakeServer } from "../fakeserver";
import { fillCatalogue } from "../screens/catalogue";
import { MountedScreen } from "../screens/mountedscreen";

const street = { kind: "STREET", at: { latitude: 43.24, longitude: 76.9 }, address: "Абай даңғылы" };
const house = { kind: "HOUSE", at: { latitude: 43.25, longitude: 76.95 }, address: "Абай даңғылы, 10" };

const show = vi.fn();
const close = vi.fn();
let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  vi.clearAllMocks();
  server = new FakeServer();
  fillCatalogue();
  catalogue.cities = catalogue.cities.map((city) => ({ ...city, hasPlaces: true }));
  screen = new MountedScreen(PlaceSearch, { cityId: "almaty", show, close });
});
afterEach(() => screen.close());

const options = () => [...screen.get("place-search-text-options").querySelectorAll<HTMLElement>("[role=option]")];

function enter(): void {
  screen.get("place-search-text").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}

test("a chosen house is shown close, and the search closes", async () => {
  server.on("Places", { places: [street, house] });
  screen.type("place-search-text", "абай");
  await expect.poll(() => options().length).toBe(2);
  options()[1]!.click();

  expect(show).toHaveBeenCalledWith({ zoom: 17, center: house.at });
  expect(close).toHaveBeenCalledTimes(1);
});

test("Enter shows the likeliest place, a street from further away", async () => {
  server.on("Places", { places: [street, house] });
  screen.type("place-search-text", "абай");
  await expect.poll(() => options().length).toBe(2);
  enter();

  expect(show).toHaveBeenCalledWith({ zoom: 15, center: street.at });
});

test("what is not known is said, until something else is typed", async () => {
  server.on("Places", { places: [] });
  screen.type("place-search-text", "нет такого");
  enter();
  await screen.waitFor("place-search-text-error");
  screen.type("place-search-text", "нет");

  expect(screen.has("place-search-text-error")).toBe(false);
  expect(show).not.toHaveBeenCalled();
});
