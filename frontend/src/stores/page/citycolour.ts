import type { City } from "../city/catalogue.svelte";

/** Shows buttons, links and the header in the colour of the city, else in the product's own. */
export function showCityColour(city: Pick<City, "color" | "colorOnDark"> | undefined): void {
  const { style } = document.documentElement;
  const colours = { "--city": city?.color, "--city-on-dark": city?.colorOnDark };
  for (const [name, colour] of Object.entries(colours)) {
    if (colour) style.setProperty(name, colour);
    else style.removeProperty(name);
  }
}
