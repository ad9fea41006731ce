import { beforeAll, vi } from "vitest";

// By itself it gives up after a second, which a busy machine may need.
const { waitFor } = vi;
vi.waitFor = (callback, options = { timeout: 30_000, interval: 20 }) => waitFor(callback, options);

// Screens show texts, so a test that mounts one needs the catalogue of its language first.
beforeAll(async () => {
  if (typeof document === "undefined") return;
  const { locale } = await import("../src/i18n/locale.svelte");
  const { lateParts } = await import("virtual:catalogues");
  for (const part of lateParts) await locale.loadPart(part);
});
