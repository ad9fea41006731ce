// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WallNews } from "../../src/wall/wallnews.svelte";
import { someRequest } from "../somerequest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function step(number: number) {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  return { kind: "COMMENTED" as const, at, serviceRequest: someRequest({ id: `r${number}`, updatedAt: at }) };
}

const shown = (news: WallNews) => news.items.map(({ request }) => request.id);

test("a step of a calm city is shown at once", async () => {
  const news = new WallNews("almaty");
  news.accept(step(1));
  expect(shown(news)).toEqual(["r1"]);

  await vi.advanceTimersByTimeAsync(10_000);
  news.accept(step(2));

  expect(shown(news)).toEqual(["r2", "r1"]);
  news.close();
});

test("many steps a second move the lines seldom enough to be read, and the last ones are shown", async () => {
  const news = new WallNews("almaty");
  const seen = new Set<string>();
  for (let number = 0; number < 200; number += 1) {
    news.accept(step(number));
    seen.add(shown(news).join());
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(seen.size).toBeLessThanOrEqual(5);

  await vi.advanceTimersByTimeAsync(5_000);

  expect(shown(news)).toEqual(Array.from({ length: 12 }, (_, place) => `r${199 - place}`));
  news.close();
});
