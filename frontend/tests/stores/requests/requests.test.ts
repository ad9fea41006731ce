import { expect, test } from "vitest";
import { RequestStore } from "../../../src/stores/requests/requests.svelte";
import { someRequest } from "../../somerequest";

test("a late answer does not replace a newer version", () => {
  const store = new RequestStore();
  store.put(someRequest({ version: 3, status: "IN_PROGRESS" }));

  store.put(someRequest({ version: 2, status: "ACCEPTED" }));

  expect(store.get("r1")?.status).toBe("IN_PROGRESS");
});

test("events in any order end in the newest version", () => {
  const steps = [
    someRequest({ version: 1 }),
    someRequest({ version: 2, status: "IN_PROGRESS" }),
    someRequest({ version: 3, status: "DONE" }),
  ];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]]) {
    const store = new RequestStore();

    order.forEach((index) => store.put(steps[index]!));

    expect(store.get("r1")?.status).toBe("DONE");
  }
});
