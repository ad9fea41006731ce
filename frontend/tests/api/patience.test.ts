// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { Patience } from "../../src/api/patience.svelte";

/** A clock that moves only when something waits. */
class Timer {
  at = 0;
  readonly waits: number[] = [];
  now = () => this.at;
  random = () => 0;
  wait = async (milliseconds: number) => {
    this.waits.push(milliseconds);
    await Promise.resolve();
    this.at += milliseconds;
  };
}

function limited(seconds: number | null = 10): Failure {
  return new Failure("RATE_LIMITED", "too many", null, {}, null, {}, seconds);
}

/** Refuses the first reads and counts all of them. */
function server(refusals: number, seconds: number | null = 10) {
  const sent: string[] = [];
  const send = (name: string) => async () => {
    sent.push(name);
    if (sent.length <= refusals) throw limited(seconds);
    return name;
  };
  return { sent, send };
}

test("a read that was refused is sent again at the time that the server named", async () => {
  const timer = new Timer();
  const patience = new Patience(timer);
  const { sent, send } = server(1);
  const read = patience.read("City", send("a"));
  await Promise.resolve();
  await Promise.resolve();
  expect(patience.until).toBe(10_000);
  expect(await read).toBe("a");
  expect([sent, timer.waits, patience.until, patience.gaveUp]).toEqual([["a", "a"], [10_000], null, false]);
});

test("a read is given up after four attempts, and the user can ask again", async () => {
  const timer = new Timer();
  const patience = new Patience(timer);
  const { sent, send } = server(99);
  await expect(patience.read("City", send("a"))).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect([sent.length, timer.waits, patience.gaveUp]).toEqual([4, [10_000, 10_000, 10_000], true]);
  patience.forget();
  expect(patience.gaveUp).toBe(false);
});

test("reads of a refused operation wait in line and are sent one after another", async () => {
  const timer = new Timer();
  const patience = new Patience(timer);
  const { sent, send } = server(1);
  const first = patience.read("Map", send("a"));
  await new Promise((resolve) => queueMicrotask(() => resolve(null)));
  const second = patience.read("Map", send("b"));
  expect(sent).toEqual(["a"]);
  expect(await Promise.all([first, second])).toEqual(["a", "b"]);
  expect([sent, timer.waits]).toEqual([["a", "a", "b"], [10_000]]);
});

test("other operations do not wait", async () => {
  const patience = new Patience(new Timer());
  const map = patience.read("Map", server(1).send("map"));
  expect(await patience.read("Viewer", server(0).send("viewer"))).toBe("viewer");
  expect(await map).toBe("map");
});

test("a line takes twenty reads; the next is refused without being sent", async () => {
  const patience = new Patience(new Timer());
  const { send } = server(1);
  const first = patience.read("Map", send("a"));
  await Promise.resolve();
  await Promise.resolve();
  const others = Array.from({ length: 19 }, (_, n) => patience.read("Map", send(`${n}`)));
  await expect(patience.read("Map", send("late"))).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(await Promise.all([first, ...others])).toHaveLength(20);
});

test.each([
  ["without a time", limited(null)],
  ["with too long a wait", limited(3_600)],
  ["for another reason", new Failure("NOT_ALLOWED", "no")],
])("a refusal %s is thrown at once", async (_name, failure) => {
  const timer = new Timer();
  const read = new Patience(timer).read("City", () => Promise.reject(failure));
  await expect(read).rejects.toBe(failure);
  expect(timer.waits).toEqual([]);
});
