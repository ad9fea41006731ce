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

test("what only events have said is known for a while, in its newest version", () => {
  const store = new RequestStore();
  store.note(someRequest({ id: "e", version: 3, status: "DONE" }));
  store.note(someRequest({ id: "e", version: 2, status: "ACCEPTED" }));
  expect(store.get("e")?.status).toBe("DONE");
  store.put(someRequest({ id: "e", version: 1 }));
  expect(store.get("e")?.version).toBe(3);
});

test("a page that is open for weeks does not hold every request of the city, and loses none that was loaded", () => {
  const store = new RequestStore();
  store.put(someRequest({ id: "loaded" }));
  store.note(someRequest({ id: "loaded", version: 9 }));

  for (let number = 0; number < 5_000; number += 1) store.note(someRequest({ id: `event ${number}` }));

  expect(store.get("loaded")?.version).toBe(9);
  expect([store.get("event 0"), store.get("event 4999")?.id]).toEqual([undefined, "event 4999"]);
});
