import { cityKey, firstGuess } from "../../domain/firstcity";
import { router } from "../../routing/router.svelte";
import { catalogue } from "./catalogue.svelte";
import { session } from "../account/session.svelte";

/** The city on screen: the one of the link, else the last chosen on this device, else the viewer's own. */
class SelectedCity {
  #remembered: string | null = $state(localStorage.getItem(cityKey));

  get id(): string {
    const candidates = [router.current.params.city, this.#remembered, session.viewer?.city?.id, firstGuess];
    const known = candidates.find((id) => id != null && catalogue.city(id) !== undefined);
    return known ?? catalogue.cities[0]?.id ?? "";
  }

  choose(cityId: string): void {
    this.#remembered = cityId;
    localStorage.setItem(cityKey, cityId);
    router.adjust({ city: cityId, at: "" });
  }
}

export const selectedCity = new SelectedCity();
