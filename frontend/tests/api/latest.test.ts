import { expect, test } from "vitest";
import { LatestRequest } from "../../src/api/latest";

test("the first request is the newest until another begins", () => {
  const latest = new LatestRequest();
  const isFirstNewest = latest.begin();
  expect(isFirstNewest()).toBe(true);

  const isSecondNewest = latest.begin();

  expect([isFirstNewest(), isSecondNewest()]).toEqual([false, true]);
});

test("a late answer stays outdated after later requests", () => {
  const latest = new LatestRequest();
  const isOutdated = latest.begin();

  const others = [latest.begin(), latest.begin()];

  expect([isOutdated(), ...others.map((isNewest) => isNewest())]).toEqual([false, false, true]);
});

test("a request that joins the newest one leaves it the newest, and is outdated together with it", () => {
  const latest = new LatestRequest();
  const isNewest = latest.begin();
  const hasJoined = latest.current();
  expect([isNewest(), hasJoined()]).toEqual([true, true]);

  latest.begin();

  expect([isNewest(), hasJoined()]).toEqual([false, false]);
});

test("cancelling makes every request outdated, the next one begins anew", () => {
  const latest = new LatestRequest();
  const [isNewest, hasJoined] = [latest.begin(), latest.current()];

  latest.cancel();

  expect([isNewest(), hasJoined(), latest.begin()()]).toEqual([false, false, true]);
});
