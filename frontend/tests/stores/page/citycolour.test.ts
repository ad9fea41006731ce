// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { showCityColour } from "../../../src/stores/page/citycolour";

const shown = (): string[] =>
  ["--city", "--city-on-dark"].map((name) => document.documentElement.style.getPropertyValue(name));

test("the colour of a city is shown, and goes with it", () => {
  showCityColour({ color: "#7a1f3d", colorOnDark: "#d9a5b8" });
  expect(shown()).toEqual(["#7a1f3d", "#d9a5b8"]);

  showCityColour({ color: null, colorOnDark: null });
  expect(shown()).toEqual(["", ""]);
  showCityColour({ color: "#7a1f3d", colorOnDark: "#d9a5b8" });
  showCityColour(undefined);
  expect(shown()).toEqual(["", ""]);
});
