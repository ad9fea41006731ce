import { catalogue } from "../../src/stores/catalogue.svelte";

/** Fills the catalogue with one city and two categories. */
export function fillCatalogue(): void {
  catalogue.cities = [
    {
      id: "almaty",
      kk: "Алматы",
      ru: "Алматы",
      en: "Almaty",
      center: { latitude: 43.2, longitude: 76.9 },
      timezone: "Asia/Almaty",
      bounds: [76.6, 43, 77.2, 43.5],
    },
  ];
  catalogue.categories = [
    { id: "pothole", kk: "Шұңқыр", ru: "Яма", en: "Pothole", icon: "pothole" },
    { id: "lighting", kk: "Жарық", ru: "Освещение", en: "Lighting", icon: "lamp" },
  ];
}
