import { beforeEach, expect, test } from "vitest";
import { DraftStore } from "../../src/drafts/draftstore";
import { FakeStorage } from "../fakestorage";

const day = 24 * 3600_000;
let now = 0;
let storage: FakeStorage;
let drafts: DraftStore;

beforeEach(() => {
  now = Date.parse("2026-11-20T09:00:00Z");
  storage = new FakeStorage();
  drafts = new DraftStore(storage, () => now);
});

test("a draft belongs to one account and one purpose", () => {
  drafts.write("a", "report 1", "кв. 12");

  expect(drafts.read("a", "report 1")).toBe("кв. 12");
  expect(drafts.read("b", "report 1")).toBeNull();
  expect(drafts.read(null, "report 1")).toBeNull();
  expect(drafts.read("a", "report 2")).toBeNull();
});

test("a draft survives a reload", () => {
  drafts.write(null, "report 1", { address: "Абай 1" });

  expect(new DraftStore(storage, () => now).read(null, "report 1")).toEqual({ address: "Абай 1" });
});

test("drafts are listed by the beginning of their purpose, the newest first", () => {
  drafts.write("a", "report 1", 1);
  now += 1;
  drafts.write("a", "report 2", 2);
  drafts.write("a", "action 7 COMMENT", 3);
  drafts.write("ab", "report 3", 4);

  expect(drafts.list("a", "report ").map(({ purpose }) => purpose)).toEqual(["report 2", "report 1"]);
});

test("an abandoned draft goes after two weeks", () => {
  drafts.write("a", "report 1", "old");
  now += 14 * day + 1;
  expect(drafts.read("a", "report 1")).toBeNull();

  drafts.write("a", "report 2", "new");

  expect(storage.length).toBe(1);
});

test("a device keeps sixty drafts and drops the oldest", () => {
  for (let number = 0; number < 65; number += 1) {
    now += 1;
    drafts.write("a", `report ${number}`, number);
  }

  expect(storage.length).toBe(60);
  expect(drafts.read("a", "report 4")).toBeNull();
  expect(drafts.read("a", "report 5")).toBe(5);
});

test("with a full storage a draft stays in memory", () => {
  storage.full = true;
  drafts.write("a", "report 1", "text");

  expect(drafts.read("a", "report 1")).toBe("text");
  drafts.remove("a", "report 1");
  expect(drafts.read("a", "report 1")).toBeNull();
});

test("an erased account leaves no draft", () => {
  drafts.write("a", "report 1", "text");
  drafts.write("b", "report 1", "text");

  drafts.forget("a");

  expect(drafts.read("a", "report 1")).toBeNull();
  expect(drafts.read("b", "report 1")).toBe("text");
});

test("what another program stored is left alone, a broken draft is none", () => {
  storage.setItem("other", "x");
  storage.setItem("qala.draft a report 1", "not json");
  drafts.write("a", "report 2", "text");

  expect(storage.getItem("other")).toBe("x");
  expect(drafts.list("a", "")).toHaveLength(1);
});
