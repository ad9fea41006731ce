// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { AnswerStore, KeptAnswer } from "../../../src/drafts/answerstore";
import type { Owner } from "../../../src/drafts/draftstore";
import { Kept } from "../../../src/stores/page/kept.svelte";

/** The store of one device, shared by its tabs. */
class FakeAnswerStore implements AnswerStore {
  readonly answers = new Map<string, KeptAnswer>();
  owner: Owner | undefined;

  become(owner: Owner): Promise<void> {
    this.owner = owner;
    const others = [...this.answers.keys()].filter((key) => !key.startsWith(`${owner} `));
    others.forEach((key) => this.answers.delete(key));
    return Promise.resolve();
  }

  put(owner: Owner, name: string, answer: KeptAnswer): Promise<void> {
    if (owner === this.owner) this.answers.set(`${owner} ${name}`, answer);
    return Promise.resolve();
  }

  get(owner: Owner, name: string): Promise<KeptAnswer | null> {
    return Promise.resolve(this.answers.get(`${owner} ${name}`) ?? null);
  }
}

let store: FakeAnswerStore;
let now = 0;

beforeEach(() => {
  store = new FakeAnswerStore();
  now = 1_000;
});

function tab(remembered: Owner = null): Kept {
  return new Kept(store, () => remembered, () => now);
}

test("what was seen is shown to the remembered account, with the time of the oldest", async () => {
  const before = tab();
  await before.become("a");
  before.put("list", [1]);
  now = 2_000;
  before.put("request", { id: 1 });

  const kept = tab("a");

  expect(await kept.get("request")).toEqual({ id: 1 });
  expect(kept.shownFrom).toBe(2_000);
  expect(await kept.get("list")).toEqual([1]);
  expect(kept.shownFrom).toBe(1_000);
});

test("an answer of the server ends the note", async () => {
  const kept = tab();
  await kept.become("a");
  kept.put("list", [1]);
  await kept.get("list");

  kept.put("list", [2]);

  expect(kept.shownFrom).toBeNull();
});

test("another account reads nothing, and after it the first one finds nothing", async () => {
  const kept = tab();
  await kept.become("a");
  kept.put("list", [1]);

  await kept.become("b");

  expect(await kept.get("list")).toBeNull();
  expect(await tab("a").get("list")).toBeNull();
});

test("a tab that has not heard of the sign-out keeps nothing any more", async () => {
  const [late, other] = [tab(), tab()];
  await late.become("a");
  await other.become(null);

  late.put("list", [1]);

  expect(store.answers.size).toBe(0);
});

test("before the server has said who the viewer is, nothing is kept", () => {
  tab("a").put("list", [1]);

  expect(store.answers.size).toBe(0);
});
