// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";

const plain = vi.hoisted(() => ({ isSlow: false, answer: () => {} }));
vi.mock("virtual:catalogues", () => ({
  fetchCatalogue: () => {
    const texts = { default: "nav-map = Карта" };
    if (!plain.isSlow) return Promise.resolve(texts);
    plain.isSlow = false;
    return new Promise((resolve) => (plain.answer = () => resolve(texts)));
  },
  lateParts: [],
  fetchPart: (part: string) =>
    Promise.resolve({ default: part === "officers" ? "wall-days = По дням" : "profile-title = Профиль" }),
}));

test("texts for officers stay when the plain ones, asked for before, come after them", async () => {
  vi.resetModules();
  plain.isSlow = true;
  const { locale, t } = await import("../../src/i18n/locale.svelte");
  const loaded = locale.load();

  await locale.loadPart("officers");
  plain.answer();
  await loaded;

  expect([t("nav-map"), t("wall-days")]).toEqual(["Карта", "По дням"]);
});

test("each part stays when another comes, and comes with a language that is chosen later", async () => {
  vi.resetModules();
  const { locale, t } = await import("../../src/i18n/locale.svelte");

  await Promise.all([locale.loadPart("account"), locale.loadPart("officers")]);
  expect([t("nav-map"), t("wall-days"), t("profile-title")]).toEqual(["Карта", "По дням", "Профиль"]);
  await locale.choose(locale.language === "en" ? "ru" : "en");

  expect([t("nav-map"), t("wall-days"), t("profile-title")]).toEqual(["Карта", "По дням", "Профиль"]);
});
