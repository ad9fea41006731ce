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
  fetchOfficersCatalogue: () => Promise.resolve({ default: "wall-days = По дням" }),
}));

test("texts for officers stay when the plain ones, asked for before, come after them", async () => {
  vi.resetModules();
  plain.isSlow = true;
  const { locale, t } = await import("../../src/i18n/locale.svelte");
  const loaded = locale.load();

  await locale.loadForOfficers();
  plain.answer();
  await loaded;

  expect([t("nav-map"), t("wall-days")]).toEqual(["Карта", "По дням"]);
});
