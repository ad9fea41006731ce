import type { Point } from "../../domain/point";
import type { StartQuery } from "../../gql/documents";
import { locale } from "../../i18n/locale.svelte";

export type City = StartQuery["cities"][number];
export type District = City["districts"][number];
export type Category = StartQuery["categories"][number];

const countryCenter: Point = { latitude: 48.2, longitude: 67.3 };

/** Cities, districts and categories in all three languages, so that a change of language needs no request. */
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

  districtsOf(cityId: string): readonly District[] {
    return this.city(cityId)?.districts ?? [];
  }

  /** Returns the name of a district; empty for none, and for one that the city does not have any more. */
  districtName(cityId: string, district: { id: string } | null): string {
    return this.districtsOf(cityId).find((known) => known.id === district?.id)?.[locale.language] ?? "";
  }

  category(id: string): Category | undefined {
    return this.categories.find((category) => category.id === id);
  }

  categoryName(id: string): string {
    return this.category(id)?.[locale.language] ?? id;
  }

  iconOf(categoryId: string): string {
    return this.category(categoryId)?.icon ?? "dots";
  }
}

export const catalogue = new Catalogue();
