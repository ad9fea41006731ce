import { beforeAll } from "vitest";

// Screens show texts, so a test that mounts one needs the catalogue of its language first.
beforeAll(async () => {
  if (typeof document === "undefined") return;
  const { locale } = await import("../src/i18n/locale.svelte");
  await locale.loadForOfficers();
});
