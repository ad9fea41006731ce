// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Permission, PositionFault } from "../../../src/photos/position";
import type { Fix } from "../../../src/photos/shot";
import { DevicePosition } from "../../../src/stores/executor/deviceposition.svelte";

const here: Fix = { latitude: 43.2, longitude: 76.9, accuracyMetres: 10 };

function device(permission: Permission, answers: (Fix | PositionFault)[], isSecure = true) {
  const clock = { now: 0, reads: 0 };
  const position = new DevicePosition({
    permission: async () => permission,
    read: async () => answers[clock.reads++]!,
    isSecure: () => isSecure,
    now: () => clock.now,
  });
  return { position, clock };
}

test("a permitted position is read without a prompt", async () => {
  const { position } = device("granted", [here]);
  await position.renew();
  expect([position.state, position.fix]).toEqual(["known", here]);
});

test("where the browser would prompt, only the user starts it", async () => {
  const { position, clock } = device("prompt", [here]);
  await position.renew();
  expect([position.state, clock.reads]).toEqual(["unasked", 0]);

  await position.ask();
  expect(position.state).toBe("known");
});

test.each([["denied", true, "denied"], ["unsupported", true, "unsupported"], ["granted", false, "insecure"]] as const)(
  "permission %s on a secure page %s: %s, and nothing is read", async (permission, isSecure, state) => {
    const { position, clock } = device(permission, [], isSecure);
    await position.renew();
    expect([position.state, position.fix, clock.reads]).toEqual([state, null, 0]);
  },
);

test("without a signal the older position stays; one that was forbidden is forgotten", async () => {
  const { position } = device("granted", [here, "unavailable", "slow", "denied"]);
  await position.renew();

  await position.ask();
  expect([position.state, position.fix]).toEqual(["unavailable", here]);
  await position.ask();
  expect([position.state, position.fix]).toEqual(["slow", here]);
  await position.ask();
  expect([position.state, position.fix]).toEqual(["denied", null]);
});

test("a return within a minute reads nothing, a later one does", async () => {
  const { position, clock } = device("granted", [here, here]);
  await position.renew();
  clock.now = 59_000;
  await position.renew();
  expect(clock.reads).toBe(1);

  clock.now = 61_000;
  await position.renew();
  expect(clock.reads).toBe(2);
});

test("two who ask at once share one reading", async () => {
  const { position, clock } = device("granted", [here, "slow"]);
  await Promise.all([position.ask(), position.ask()]);
  expect([position.state, clock.reads]).toEqual(["known", 1]);
});
