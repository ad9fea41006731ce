import { catalogue, type Category, type City } from "./catalogue.svelte";
import { kept } from "./kept.svelte";
import { session, type Viewer } from "./session.svelte";

interface Start {
  viewer: Viewer | null;
  cities: City[];
  categories: Category[];
}

const name = "start";

/** Keeps what every screen needs, as the server has answered just now. */
export function keepStart(): void {
  const { cities, categories } = catalogue;
  const { viewer, ended } = session;
  if (ended) return;
  void kept.become(viewer?.id ?? null);
  kept.put(name, { viewer, cities, categories });
}

/** Shows the page as the account saw it last, when the server cannot be reached while the page opens. */
export async function showKeptStart(): Promise<void> {
  if (session.known && catalogue.cities.length > 0) return;
  const start = await kept.get<Start>(name);
  if (start === null) return;
  if (catalogue.cities.length === 0) {
    catalogue.accept(start);
  }
  if (session.known) return;
  session.accept(start.viewer);
}
