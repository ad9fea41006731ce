// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Cluster } from "../../src/map/features";
import { clusterIcon } from "../../src/map/marker";
import { texts } from "../i18n/texts";

function textOf(count: number, language: "kk" | "ru" | "en"): string {
  const at = { latitude: 43.2, longitude: 76.9 };
  const cluster: Cluster = { kind: "cluster", id: "c", count, overdue: 0, at, bbox: null };
  const icon = clusterIcon(cluster, language, texts[language]("count-thousand"));
  return (icon.createIcon() as HTMLElement).textContent;
}

test("a circle says its number in the language of the page", () => {
  expect([textOf(12, "kk"), textOf(1_240, "kk"), textOf(1_240, "ru"), textOf(1_240, "en")]).toEqual([
    "12", "1,2мың", "1,2тыс.", "1.2K",
  ]);
});
