import { mount } from "svelte";
import { lateParts } from "virtual:catalogues";
import { locale } from "../src/i18n/locale.svelte";
import "../src/styles/map.css";
import "../src/styles/wall.css";
import { fillCatalogue } from "../tests/screens/catalogue";
import Gallery from "./Gallery.svelte";

/** Shows every component in its states, without a server. */
export async function openGallery(target: HTMLElement): Promise<void> {
  for (const part of lateParts) await locale.loadPart(part);
  fillCatalogue();
  mount(Gallery, { target });
}
