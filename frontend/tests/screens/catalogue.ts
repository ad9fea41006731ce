import { languages, type Language } from "../../src/i18n/language";
import { catalogue } from "../../src/stores/city/catalogue.svelte";

/** Fills the catalogue with one city and two categories. */
export function fillCatalogue(): void {
  catalogue.cities = [
    {
      id: "almaty",
      ...names("Алматы", "Алматы", "Almaty"),
      center: { latitude: 43.2, longitude: 76.9 },
      timezone: "Asia/Almaty",
      bounds: [76.6, 43, 77.2, 43.5],
      hasPlaces: false,
      hasGeocoder: false,
      color: null,
      colorOnDark: null,
      districts: [],
    },
  ];
  catalogue.categories = [
    { id: "pothole", ...names("Шұңқыр", "Яма", "Pothole"), icon: "pothole", needsDescription: false },
    { id: "lighting", ...names("Жарық", "Освещение", "Lighting"), icon: "lamp", needsDescription: true },
  ];
}

/** Names in every language; those of which no test asks are Kazakh. */
function names(kk: string, ru: string, en: string): Record<Language, string> {
  const kazakh = Object.fromEntries(languages.map((language) => [language, kk])) as Record<Language, string>;
  return { ...kazakh, kk, ru, en };
}
