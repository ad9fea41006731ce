// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { draftIn, type Draft } from "../../../src/domain/draft";
import PlaceField from "../../../src/panels/report/PlaceField.svelte";
import { catalogue } from "../../../src/stores/city/catalogue.svelte";
import { report } from "../../../src/stores/report/report.svelte";
import { FakeLocks } from "../../drafts/fakelocks";
import { FakeServer } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";

const abai = { kind: "STREET", at: { latitude: 43.24, longitude: 76.9 }, address: "Абай даңғылы" };
const crossing = { kind: "CROSSING", at: { latitude: 43.25, longitude: 76.95 }, address: "Абай – Достық" };
const here = { latitude: 43.241, longitude: 76.931 };

let server: FakeServer;
let screen: MountedScreen;

function open(sources: { hasPlaces?: boolean; hasGeocoder?: boolean } = { hasPlaces: true }): void {
  catalogue.cities = catalogue.cities.map((city) => ({
    ...city, ...sources, districts: [{ id: "almaty_medeu", kk: "Медеу", ru: "Медеу", en: "Medeu" }],
  }));
  report.discard("almaty");
  report.draft.cityId = "almaty";
  screen = new MountedScreen(PlaceField, { errorAt: () => null });
}

function key(name: string): void {
  const options = { key: name, bubbles: true, cancelable: true };
  screen.get("form-address").dispatchEvent(new KeyboardEvent("keydown", options));
}

const listed = () =>
  [...screen.get("form-address-options").querySelectorAll('[role="option"] b')].map((one) => one.textContent);
const address = () => (screen.get("form-address") as HTMLInputElement).value;

beforeEach(() => {
  server = new FakeServer();
  new FakeLocks();
  fillCatalogue();
  server.on("PlaceAt", { placeNear: { place: crossing }, district: { id: "almaty_medeu" } });
  server.on("Places", { places: [abai, crossing] });
});
afterEach(() => {
  screen.close();
  vi.useRealTimers();
});

test("arrows and Enter choose a suggestion, which sets the pin", async () => {
  open();
  screen.type("form-address", "абай");
  await expect.poll(listed).toEqual(["Абай даңғылы", "Абай – Достық"]);
  expect(server.variablesOf("Places")).toEqual([{ cityId: "almaty", text: "абай", locale: "EN" }]);

  key("ArrowDown");
  key("ArrowDown");
  await expect.poll(() => screen.get("form-address").getAttribute("aria-activedescendant")).toMatch(/-1$/);
  key("Enter");

  await expect.poll(address).toBe("Абай – Достық");
  expect(report.draft.location).toEqual(crossing.at);
  expect(report.proposedBy).toBe("ADDRESS");
  expect(listed()).toEqual([]);
});

test("a street keeps the number that was typed, and its point is to be moved", async () => {
  server.on("Places", { places: [abai] });
  open();
  screen.type("form-address", "абай 99");
  await expect.poll(listed).toEqual(["Абай даңғылы"]);

  key("ArrowDown");
  await expect.poll(() => screen.get("form-address").getAttribute("aria-activedescendant")).toMatch(/-0$/);
  key("Enter");

  await expect.poll(address).toBe("Абай даңғылы, 99");
  expect(report.proposedBy).toBe("STREET");
});

test("Enter without a choice sets the pin and keeps the text; Escape closes the list", async () => {
  open();
  screen.type("form-address", "абай, көше басы");
  await expect.poll(() => listed().length).toBe(2);
  key("Enter");

  await expect.poll(() => report.draft.location).toEqual(abai.at);
  expect(address()).toBe("абай, көше басы");

  screen.type("form-address", "абай");
  await expect.poll(() => listed().length).toBe(2);
  key("Escape");
  await expect.poll(listed).toEqual([]);
});

test("a point gives the address and the district, and another point another address", async () => {
  open();
  report.click(here, "almaty");
  await expect.poll(address).toBe("Абай – Достық");
  await expect.poll(() => screen.get("form-district").textContent).toBe("Medeu");

  server.on("PlaceAt", { placeNear: { place: abai }, district: null });
  report.click({ ...here, latitude: 43.2 }, "almaty");
  await expect.poll(address).toBe("Абай даңғылы");
  expect(report.draft.filledAddress).toBe("Абай даңғылы");
});

test("an address that a place has given is replaced by the next place also after a reload", async () => {
  open();
  report.click(here, "almaty");
  await expect.poll(address).toBe("Абай – Достық");
  const stored = draftIn(JSON.parse(JSON.stringify(report.draft)));
  expect(stored?.filledAddress).toBe("Абай – Достық");
  report.draft = stored as Draft;

  server.on("PlaceAt", { placeNear: { place: abai }, district: null });
  report.draft.location = { ...here, latitude: 43.2 };
  await expect.poll(address).toBe("Абай даңғылы");
});

test("a point never replaces what was typed, also while the answer was on its way", async () => {
  open();
  report.draft.address = "менің үйім";
  report.click(here, "almaty");
  await expect.poll(() => server.variablesOf("PlaceAt").length).toBe(1);
  await expect.poll(() => screen.get("form-district").textContent).toBe("Medeu");
  expect(address()).toBe("менің үйім");
});

test("a geocoder is asked besides, adds what is missing and is not missed when it fails", async () => {
  server.on("GeocodedPlaces", { geocodedPlaces: [abai, { ...crossing, kind: "HOUSE", address: "Абай, 7" }] });
  open({ hasPlaces: true, hasGeocoder: true });
  screen.type("form-address", "абай 7");
  await expect.poll(listed).toEqual(["Абай даңғылы", "Абай – Достық", "Абай, 7"]);

  server.on("GeocodedPlaces", { refused: "INTERNAL" });
  screen.type("form-address", "абай 8");
  await expect.poll(() => server.variablesOf("GeocodedPlaces").length).toBe(2);
  await expect.poll(listed).toEqual(["Абай даңғылы", "Абай – Достық"]);
});

test("a city without places is not asked for any", async () => {
  vi.useFakeTimers();
  try {
    open({ hasPlaces: false, hasGeocoder: false });
    screen.type("form-address", "абай");
    await vi.advanceTimersByTimeAsync(60_000);
  } finally {
    vi.useRealTimers();
  }
  expect(server.received).toEqual([]);
});
