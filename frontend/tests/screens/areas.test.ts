// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { areaLimits } from "../../src/domain/limits";
import AreasScreen from "../../src/screens/account/AreasScreen.svelte";
import { session } from "../../src/stores/account/session.svelte";
import { selectedCity } from "../../src/stores/city/selectedcity.svelte";
import type { FollowedArea } from "../../src/stores/account/followedareas.svelte";
import { FakeServer } from "../fakeserver";
import { fillCatalogue } from "./catalogue";
import { MountedScreen } from "./mountedscreen";
import { someViewer } from "./akimat/people";

const around = { centre: { latitude: 43.24, longitude: 76.91 }, radiusMetres: 700 };
const followed: FollowedArea = {
  id: "area-1", city: { id: "almaty" }, circle: around, district: null, categories: [{ id: "pothole" }],
};

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  session.viewer = someViewer({});
  selectedCity.choose("almaty");
});
afterEach(() => screen.close());

function open(areas: readonly FollowedArea[]): Promise<HTMLElement> {
  server.on("FollowedAreas", { followedAreas: areas });
  screen = new MountedScreen(AreasScreen);
  return screen.waitFor(areas.length < areaLimits.most ? "area-form" : "areas-full");
}

test("a circle is followed once its middle is chosen, with its radius and categories", async () => {
  server.on("FollowArea", { followArea: [followed] });
  await open([]);

  screen.press("area-follow");
  expect(screen.get("area-centre").className).toContain("error");
  screen.press("place-here");
  screen.type("area-radius", "700");
  screen.press("area-category-pothole");
  screen.press("area-follow");

  await vi.waitFor(() => expect(screen.all("area")).toHaveLength(1));
  const [sent] = server.variablesOf("FollowArea") as { input: Record<string, unknown> }[];
  expect(sent?.input).toMatchObject({
    cityId: "almaty", districtId: null, categoryIds: ["pothole"], circle: { radiusMetres: 700 },
  });
  expect(screen.get("area-centre").className).not.toContain("error");
});

test("an area that is followed no more leaves the list, and the last possible one closes the form", async () => {
  const many = Array.from({ length: areaLimits.most }, (_, number) => ({ ...followed, id: `area-${number}` }));
  server.on("UnfollowArea", { unfollowArea: many.slice(1) });
  await open(many);
  expect(screen.has("area-form")).toBe(false);

  screen.press("area-remove");

  await screen.waitFor("area-form");
  flushSync();
  expect(server.variablesOf("UnfollowArea")).toEqual([{ id: "area-0" }]);
  expect(screen.all("area")).toHaveLength(areaLimits.most - 1);
});
