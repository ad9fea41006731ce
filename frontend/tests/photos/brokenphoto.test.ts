// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import RequestCard from "../../src/components/request/RequestCard.svelte";
import { t } from "../../src/i18n/locale.svelte";
import { brokenPhotos } from "../../src/photos/brokenphotos.svelte";
import Gallery from "../../src/photos/Gallery.svelte";
import PhotoImage from "../../src/photos/PhotoImage.svelte";
import { router } from "../../src/routing/router.svelte";
import { fillCatalogue } from "../screens/catalogue";
import { MountedScreen } from "../screens/mountedscreen";
import { someRequest } from "../somerequest";
import { somePhoto } from "./somephoto";

const photo = somePhoto();
let screen: MountedScreen;

beforeEach(() => fillCatalogue());
afterEach(async () => {
  brokenPhotos.retry(photo.medium, photo.small);
  await screen.close();
});

function breaks(testid: string): void {
  screen.get(testid).dispatchEvent(new Event("error"));
  flushSync();
}

test("a photo that cannot load leaves a quiet place with its name, and loads again by a press", () => {
  screen = new MountedScreen(PhotoImage, { photo, alt: "Фото: яма", sizes: "100vw" });

  breaks("photo-image");

  expect(screen.has("photo-image")).toBe(false);
  expect(screen.get("photo-broken").textContent).toContain("Фото: яма");
  expect(screen.get("photo-broken").textContent).toContain(t("photo-broken"));

  screen.press("photo-retry");

  expect([screen.has("photo-image"), screen.has("photo-broken")]).toEqual([true, false]);
});

test("in the gallery a press loads it again instead of opening it; the request is asked for anew once", () => {
  let reloads = 0;
  const request = someRequest({ photos: [photo] });
  const given = { request, details: null, done: () => {}, reload: () => (reloads += 1) };
  screen = new MountedScreen(Gallery, given);
  breaks("photo-image");
  expect(screen.get("photo-open").textContent).toContain(t("failure-retry"));
  // A button has no other one in it.
  expect(screen.get("photo-open").querySelector("button")).toBe(null);

  screen.press("photo-open");
  expect(screen.has("photo-image")).toBe(true);
  expect(router.current.params.photo).toBeUndefined();

  breaks("photo-image");
  expect(reloads).toBe(1);
});

test("a card keeps the size of its photo, which is tried again when the network is back", () => {
  screen = new MountedScreen(RequestCard, { request: someRequest({ photos: [photo] }) });
  const glyph = screen.get("card-photo").parentElement!;
  const before = glyph.className;

  breaks("card-photo");

  expect(screen.has("card-photo")).toBe(false);
  expect(glyph.className).toBe(before);
  expect(glyph.querySelectorAll("svg")).toHaveLength(1);

  dispatchEvent(new Event("online"));
  flushSync();

  expect(screen.has("card-photo")).toBe(true);
});
