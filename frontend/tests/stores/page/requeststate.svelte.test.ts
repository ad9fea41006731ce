// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { Failure } from "../../../src/api/failure";
import { RequestState } from "../../../src/stores/page/requeststate.svelte";
import { settled } from "../../fakeserver";

test("an effect runs the work once", async () => {
  const requestState = new RequestState();
  let count = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      void requestState.run(async () => {
        count += 1;
        // Otherwise a fault would loop without end and the test would not finish.
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

test("running work is not started again", async () => {
  const requestState = new RequestState();
  let finish = () => {};
  const first = requestState.run(() => new Promise((resolve) => (finish = resolve)));

  expect(await requestState.run(async () => {})).toBe(false);
  finish();
  expect(await first).toBe(true);
});

test("a refusal stays until the next run, and is found by its field", async () => {
  const requestState = new RequestState();

  expect(await requestState.run(() => Promise.reject(new Failure("INVALID_INPUT", "no", "email")))).toBe(false);
  expect(requestState.at("email")).not.toBeNull();
  expect(requestState.at("name")).toBeNull();

  await requestState.run(async () => {});
  expect(requestState.failure).toBeNull();
});

test("other errors are thrown", async () => {
  await expect(new RequestState().run(() => Promise.reject(new TypeError("a mistake of ours")))).rejects.toThrow(
    "a mistake of ours",
  );
});
