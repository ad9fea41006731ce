// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { Attempt } from "../../src/stores/attempt.svelte";
import { settled } from "../fakeserver";

test("an effect that tries something tries it once", async () => {
  const attempt = new Attempt();
  let count = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      void attempt.run(async () => {
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
  const attempt = new Attempt();
  let finish = () => {};
  const first = attempt.run(() => new Promise((resolve) => (finish = resolve)));

  expect(await attempt.run(async () => {})).toBe(false);
  finish();
  expect(await first).toBe(true);
});

test("a refusal is kept until the next try, and known at its field", async () => {
  const attempt = new Attempt();

  expect(await attempt.run(() => Promise.reject(new Failure("INVALID_INPUT", "no", "email")))).toBe(false);
  expect(attempt.at("email")).not.toBeNull();
  expect(attempt.at("name")).toBeNull();

  await attempt.run(async () => {});
  expect(attempt.failure).toBeNull();
});

test("what is no refusal is not hidden", async () => {
  await expect(new Attempt().run(() => Promise.reject(new TypeError("a mistake of ours")))).rejects.toThrow("a mistake of ours");
});
