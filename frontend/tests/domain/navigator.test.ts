import { expect, test } from "vitest";
import { navigatorLinks } from "../../src/domain/navigator";

const place = { latitude: 43.238949, longitude: 76.889709 };
const android = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/128.0.0.0 Mobile Safari/537.36";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0.0.0 Safari/537.36";

test("Android asks which app opens geo:, with the label beside the pin", () => {
  expect(navigatorLinks(place, "ALM-7 · Яма (двор)", android)[0]).toEqual({
    name: "SYSTEM",
    href: `geo:43.238949,76.889709?q=43.238949,76.889709(${encodeURIComponent("ALM-7 · Яма  двор")})`,
    isPage: false,
  });
});

test("2GIS takes longitude first; on Android its page opens where the app is missing", () => {
  const { href } = navigatorLinks(place, "", android)[1]!;
  const page = "https://2gis.kz/directions/points/%7C76.889709%2C43.238949";

  expect(href).toContain("intent://2gis.ru/routeSearch/rsType/car/to/76.889709,43.238949#Intent;scheme=dgis;");
  expect(href).toContain(`S.browser_fallback_url=${encodeURIComponent(page)};end`);
  expect(navigatorLinks(place, "", iphone)[1]).toEqual({ name: "DGIS", href: page, isPage: true });
});

test("an iPhone opens its maps by an address, because Safari opens no geo:", () => {
  expect(navigatorLinks(place, "x", iphone)[0]).toEqual({
    name: "APPLE", href: "https://maps.apple.com/?daddr=43.238949,76.889709", isPage: true,
  });
});

test("a desktop has no app for geo: and gets pages", () => {
  const links = navigatorLinks(place, "x", windows);
  expect(links.map(({ name, isPage }) => [name, isPage])).toEqual([["OSM", true], ["DGIS", true]]);
  expect(links[0]!.href).toBe("https://www.openstreetmap.org/directions?route=%3B43.238949%2C76.889709");
});
