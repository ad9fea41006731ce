import { catalogue, type Category, type City } from "../city/catalogue.svelte";
import { kept } from "./kept.svelte";
import { session, type Viewer } from "../account/session.svelte";

interface Start {
  viewer: Viewer | null;
  cities: City[];
  categories: Category[];
}

const name = "start";

/**
 * Keeps what every screen needs, once the server has said who the viewer is: after a sign-in, too, when the page is not
 * loaded again.
 */
export function keepStart(): void {
  const { cities, categories } = catalogue;
  const { viewer, known, ended, isAssumed } = session;
  if (!known || ended || isAssumed) return;
  void kept.become(viewer?.id ?? null);
  if (cities.length > 0) kept.put(name, { viewer, cities, categories });
}

/** Shows the page as the account saw it last, when the server cannot be reached while the page opens. */
export async function showKeptStart(): Promise<void> {
  if (session.known && catalogue.cities.length > 0) return;
  const start = await kept.get<Start>(name);
  if (start === null) return;
  if (catalogue.cities.length === 0) {
    catalogue.accept(start);
  }
  session.assume(start.viewer);
}
