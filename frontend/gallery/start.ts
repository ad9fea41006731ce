import { mount } from "svelte";
import { fillCatalogue } from "../tests/screens/catalogue";
import Gallery from "./Gallery.svelte";

/** Shows every component in its states, without a server. */
export function openGallery(target: HTMLElement): void {
  fillCatalogue();
  mount(Gallery, { target });
}
