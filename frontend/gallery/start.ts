import { mount } from "svelte";
import { locale } from "../src/i18n/locale.svelte";
import "../src/styles/map.css";
import "../src/styles/wall.css";
import { fillCatalogue } from "../tests/screens/catalogue";
import Gallery from "./Gallery.svelte";

/** Shows every component in its states, without a server. */
export async function openGallery(target: HTMLElement): Promise<void> {
  await locale.loadForOfficers();
  fillCatalogue();
  mount(Gallery, { target });
}
