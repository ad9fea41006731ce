import { untrack } from "svelte";
import { locale, t } from "../i18n/locale.svelte";
import type { MapFilter } from "../routing/mapfilter";
import { catalogue } from "../stores/city/catalogue.svelte";
import { cityWatch } from "../stores/city/citywatch.svelte";
import { MapMarks } from "../stores/city/mapmarks.svelte";
import { clock } from "../stores/page/clock.svelte";
import { CityMap, type CityMapEvents } from "./citymap";
import { marksAt, type Mark } from "./features";
import type { View } from "./view";

interface Options {
  element(): HTMLElement;
  cityId(): string;
  /** The part of the city that is shown first. */
  view(element: HTMLElement): View;
  filter(): MapFilter;
  events: CityMapEvents;
}

/** The map of a city with its marks, which follow the events of the city. A component makes it, and ends it. */
export class LiveMap {
  /** There once Leaflet has made it. */
  map: CityMap | undefined = $state.raw();
  readonly #marks: MapMarks;

  constructor({ element, cityId, view, filter, events }: Options) {
    this.#marks = untrack(() => new MapMarks(filter()));
    $effect(() => {
      // The address bar follows the map, so a change of the address must not make the map again.
      const opened = untrack(() => this.#open(element(), view, events));
      const observer = new ResizeObserver(() => opened.resize());
      observer.observe(element());
      return () => {
        observer.disconnect();
        this.#marks.close();
        opened.remove();
      };
    });
    $effect(() => this.#marks.refilter(filter()));
    $effect(() => {
      const city = catalogue.city(cityId());
      const kilometres = (count: number) => t("map-kilometres", { count });
      if (city !== undefined) this.map?.plate(city.center, city[locale.language], kilometres);
    });
    $effect(() =>
      cityWatch.listen({ event: (event) => this.#marks.accept(event), reload: () => this.#reload() }),
    );
  }

  /** Whether the server has not answered yet: a map without marks may get its first ones. */
  get isAwaited(): boolean {
    return this.#marks.isAwaited;
  }

  /** The marks as they are now: a deadline may have passed since they came. */
  get marks(): Mark[] {
    return marksAt(this.#marks.items, (moment) => clock.near(moment));
  }

  #open(element: HTMLElement, view: Options["view"], events: CityMapEvents): CityMap {
    const moved = (to: View) => {
      events.moved(to);
      this.#reload();
    };
    const opened = new CityMap(element, view(element), { ...events, moved });
    this.map = opened;
    return opened;
  }

  #reload(): void {
    const shown = this.map;
    if (shown !== undefined) this.#marks.watch(() => ({ bbox: shown.bounds(), zoom: shown.zoom() }));
  }
}
