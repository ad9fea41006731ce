import type { Point } from "../domain/point";
import type { StartQuery } from "../gql/documents";
import { locale } from "../i18n/locale.svelte";

export type City = StartQuery["cities"][number];
export type Category = StartQuery["categories"][number];

const countryCenter: Point = { latitude: 48.2, longitude: 67.3 };

/** Cities and categories in all three languages, so that a change of language needs no request. */
class Catalogue {
  cities: City[] = $state.raw([]);
  categories: Category[] = $state.raw([]);

  accept({ cities, categories }: Pick<StartQuery, "cities" | "categories">): void {
    this.cities = cities;
    this.categories = categories;
  }

  city(id: string): City | undefined {
    return this.cities.find((city) => city.id === id);
  }

  cityName(id: string): string {
    return this.city(id)?.[locale.language] ?? id;
  }

  centerOf(id: string): Point {
    return this.city(id)?.center ?? countryCenter;
  }

  timeZoneOf(id: string): string {
    return this.city(id)?.timezone ?? "Asia/Almaty";
  }

  categoryName(id: string): string {
    return this.categories.find((category) => category.id === id)?.[locale.language] ?? id;
  }

  iconOf(categoryId: string): string {
    return this.categories.find((category) => category.id === categoryId)?.icon ?? "dots";
  }
}

export const catalogue = new Catalogue();
