import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { LatestRequest } from "../../api/latest";
import type { Point } from "../../domain/point";
import {
  GeocodedPlaceAtDocument, GeocodedPlacesDocument, PlaceAtDocument, PlacesDocument, type Locale, type PlacesQuery,
} from "../../gql/documents";
import type { City } from "../city/catalogue.svelte";

export type Suggestion = PlacesQuery["places"][number];
type Asked = Pick<City, "id" | "hasPlaces" | "hasGeocoder">;

const typingMilliseconds = 150;
const geocoderMilliseconds = 450;
const shortestGeocoded = 3;
const most = 8;

/** Addresses that fit what is typed: the city's own at once, those of a geocoder when they come. */
export class PlaceSuggestions {
  options: readonly Suggestion[] = $state.raw([]);
  readonly #latest = new LatestRequest();
  #timers: ReturnType<typeof setTimeout>[] = [];

  ask(city: Asked | undefined, text: string, locale: Locale): void {
    this.#stop();
    if (city === undefined || text.trim() === "") return this.clear();
    const isNewest = this.#latest.begin();
    const variables = { cityId: city.id, text: text.trim(), locale };
    const add = (found: readonly Suggestion[]) => {
      if (isNewest()) this.options = merged(this.options, found);
    };
    if (city.hasPlaces) {
      this.#later(typingMilliseconds, async () => {
        const { places } = await query(PlacesDocument, variables);
        // What the geocoder knows comes in addition, and may come first.
        if (isNewest()) this.options = places;
      });
    } else this.options = [];
    if (city.hasGeocoder && variables.text.length >= shortestGeocoded) {
      this.#later(geocoderMilliseconds, async () => {
        add((await query(GeocodedPlacesDocument, variables)).geocodedPlaces);
      });
    }
  }

  clear(): void {
    this.#stop();
    this.#latest.cancel();
    this.options = [];
  }

  #later(milliseconds: number, work: () => Promise<void>): void {
    this.#timers.push(setTimeout(() => void ignoringFailures(work), milliseconds));
  }

  #stop(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }
}

function merged(known: readonly Suggestion[], found: readonly Suggestion[]): readonly Suggestion[] {
  const addresses = new Set(known.map(({ address }) => address));
  return [...known, ...found.filter(({ address }) => !addresses.has(address))].slice(0, most);
}

/** What is known of a point: its address, and the district. */
export interface PlaceOfPoint {
  address: string | null;
  districtId: string | null;
}

/** Returns what the city, else a geocoder, knows of a point; nothing where neither answers. */
export async function placeOf(city: Asked, at: Point, locale: Locale): Promise<PlaceOfPoint> {
  const variables = { cityId: city.id, at: { latitude: at.latitude, longitude: at.longitude }, locale };
  const found: PlaceOfPoint = { address: null, districtId: null };
  await ignoringFailures(async () => {
    const { placeNear, district } = await query(PlaceAtDocument, variables);
    found.address = placeNear?.place.address ?? null;
    found.districtId = district?.id ?? null;
  });
  if (found.address === null && city.hasGeocoder) {
    await ignoringFailures(async () => {
      found.address = (await query(GeocodedPlaceAtDocument, variables)).geocodedPlaceAt?.address ?? null;
    });
  }
  return found;
}

// Without suggestions the address is typed.
async function ignoringFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason;
  }
}
