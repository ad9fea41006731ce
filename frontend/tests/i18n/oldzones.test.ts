import { afterEach, beforeEach, expect, test, vi } from "vitest";

const current = Intl.DateTimeFormat;

/** A browser with the zone data of 2023. */
class OldFormat extends current {
  constructor(locale?: string, options: Intl.DateTimeFormatOptions = {}) {
    const isMoved = options.timeZone === "Asia/Almaty" || options.timeZone === "Asia/Qostanay";
    super(locale, isMoved ? { ...options, timeZone: "Etc/GMT-6" } : options);
  }
}

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("Intl", { ...Intl, DateTimeFormat: OldFormat });
});
afterEach(() => vi.unstubAllGlobals());

const zones = ["Asia/Almaty", "Asia/Qostanay", "Asia/Aqtau"];

test.each(zones)("an old browser shows the time of today in %s", async (zone) => {
  const { localInZone } = await import("../../src/i18n/moment");

  expect(localInZone(Date.parse("2026-11-29T13:00:00Z"), zone)).toBe("2026-11-29T18:00");
});

test("times of before the change are those of then", async () => {
  const { localInZone } = await import("../../src/i18n/moment");

  expect(localInZone(Date.parse("2024-02-29T17:59:00Z"), "Asia/Almaty")).toBe("2024-02-29T23:59");
  expect(localInZone(Date.parse("2024-02-29T18:00:00Z"), "Asia/Almaty")).toBe("2024-02-29T23:00");
});

test("a deadline that is typed in an old browser is that hour of the city", async () => {
  const { instantInZone } = await import("../../src/i18n/moment");

  expect(instantInZone("2026-12-01T18:00", "Asia/Almaty")).toBe("2026-12-01T13:00:00.000Z");
});
