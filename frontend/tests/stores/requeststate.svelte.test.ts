// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { RequestState } from "../../src/stores/requeststate.svelte";
import { settled } from "../fakeserver";

test("an effect that tries something tries it once", async () => {
  const requestState = new RequestState();
  let count = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      void requestState.run(async () => {
        count += 1;
        // Else a mistake would go round for ever, and no test would end.
        if (count > 3) await new Promise(() => {});
      });
    });
  });

  for (let round = 0; round < 5; round += 1) {
    flushSync();
    await settled();
  }

  expect(count).toBe(1);
  stop();
});

test("what is under way is not begun again", async () => {
  const requestState = new RequestState();
  let finish = () => {};
  const first = requestState.run(() => new Promise((resolve) => (finish = resolve)));

  expect(await requestState.run(async () => {})).toBe(false);
  finish();
  expect(await first).toBe(true);
});

test("a refusal is kept until the next try, and known at its field", async () => {
  const requestState = new RequestState();

  expect(await requestState.run(() => Promise.reject(new Failure("INVALID_INPUT", "no", "email")))).toBe(false);
  expect(requestState.at("email")).not.toBeNull();
  expect(requestState.at("name")).toBeNull();

  await requestState.run(async () => {});
  expect(requestState.failure).toBeNull();
});

test("what is no refusal is not hidden", async () => {
  await expect(new RequestState().run(() => Promise.reject(new TypeError("a mistake of ours")))).rejects.toThrow(
    "a mistake of ours",
  );
});
