import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { retry } from "../../src/api/retry";

const broken = new Failure("NETWORK", "broken");

function failing(times: number, reason: Failure) {
  let attempts = 0;
  return {
    get attempts() {
      return attempts;
    },
    async attempt() {
      attempts += 1;
      if (attempts <= times) throw reason;
      return "sent";
    },
  };
}

test("network failures are retried until an attempt succeeds, with a pause before each", async () => {
  const operation = failing(2, broken);
  const pauses: number[] = [];

  const answer = await retry(() => operation.attempt(), async (failed) => pauses.push(failed) > 0);

  expect([answer, operation.attempts, pauses]).toEqual(["sent", 3, [1, 2]]);
});

test("a refusal is final", async () => {
  const operation = failing(9, new Failure("EVIDENCE_REUSED", "used"));

  await expect(retry(() => operation.attempt(), async () => true)).rejects.toMatchObject({ code: "EVIDENCE_REUSED" });
  expect(operation.attempts).toBe(1);
});

test("the network failure is thrown when the pause gives up", async () => {
  const operation = failing(9, broken);

  await expect(retry(() => operation.attempt(), async (failed) => failed < 2)).rejects.toBe(broken);
  expect(operation.attempts).toBe(2);
});
