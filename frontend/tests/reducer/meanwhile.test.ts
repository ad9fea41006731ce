import { expect, test } from "vitest";
import { Meanwhile } from "../../src/reducer/meanwhile";

function answerLater() {
  let [resolve, reject] = [(_: string) => {}, (_: Error) => {}];
  const promise = new Promise<string>((resolved, rejected) => ([resolve, reject] = [resolved, rejected]));
  return { promise, resolve, reject };
}

test("an answer gets the events that arrived while it was on its way, and no others", async () => {
  const meanwhile = new Meanwhile<string>();
  const seen: (readonly string[])[] = [];
  const answer = answerLater();

  meanwhile.note("before");
  const done = meanwhile.query(() => answer.promise, (_, arrived) => seen.push([...arrived]));
  meanwhile.note("during");
  answer.resolve("answer");
  await done;
  meanwhile.note("after");
  await meanwhile.query(async () => "answer", (_, arrived) => seen.push([...arrived]));

  expect(seen).toEqual([["during"], []]);
});

test("a query that fails shows nothing and forgets nothing that a query beside it needs", async () => {
  const meanwhile = new Meanwhile<string>();
  const [one, other] = [answerLater(), answerLater()];
  const seen: (readonly string[])[] = [];

  const failed = meanwhile.query(() => one.promise, () => seen.push(["never"]));
  const done = meanwhile.query(() => other.promise, (_, arrived) => seen.push([...arrived]));
  meanwhile.note("during");
  one.reject(new Error("the network"));
  await expect(failed).rejects.toThrow("the network");
  other.resolve("answer");
  await done;

  expect(seen).toEqual([["during"]]);
});
