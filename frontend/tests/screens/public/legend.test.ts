// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { locale } from "../../../src/i18n/locale.svelte";
import MapLegend from "../../../src/panels/city/MapLegend.svelte";
import { router } from "../../../src/routing/router.svelte";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";

let screen: MountedScreen;
const close = vi.fn();

beforeEach(async () => {
  fillCatalogue();
  await locale.choose("en");
  router.go("map");
  close.mockClear();
  screen = new MountedScreen(MapLegend as never, { close });
});
afterEach(() => screen.close());

function choose(testid: string, value: string): void {
  const field = screen.get(testid) as HTMLSelectElement;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  flushSync();
}

test("what is chosen stands in the address of the map, and one button shows all again", () => {
  expect(screen.has("legend-clear")).toBe(false);
  choose("legend-category", "pothole");
  choose("legend-period", "OPEN");
  screen.press("legend-overdue");
  expect(router.current.params).toMatchObject({ category: "pothole", period: "OPEN", overdue: "1" });

  screen.press("legend-clear");

  expect(location.hash).not.toMatch(/category|period|overdue/);
});

test("every status has its mark, its name and a box; the last one stays ticked", () => {
  const isShown = (one: string) => (screen.get(`legend-status-${one}`) as HTMLInputElement).checked;
  const boxes = () => ["ACCEPTED", "DONE"].map(isShown);
  expect(boxes()).toEqual([true, true]);
  screen.press("legend-status-DONE");
  expect(boxes()).toEqual([true, false]);
  expect(router.current.params.status).toContain("ACCEPTED");

  router.adjust({ status: "ACCEPTED" });
  flushSync();
  screen.press("legend-status-ACCEPTED");

  expect(boxes()).toEqual([true, true]);
});

test("it takes the focus, and Escape closes it", () => {
  expect(document.activeElement?.id).toBe("legend-title");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(close).toHaveBeenCalledOnce();
});
