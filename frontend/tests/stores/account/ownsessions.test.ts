import { beforeEach, expect, test } from "vitest";
import { OwnSessions } from "../../../src/stores/account/ownsessions.svelte";
import { FakeServer } from "../../fakeserver";

const all = ["a", "b", "c"].map((id) => ({
  id, current: id === "b", createdAt: "2026-11-01T00:00:00Z", lastUsedAt: null, userAgent: "",
}));
let server: FakeServer;
let sessions: OwnSessions;

beforeEach(() => {
  server = new FakeServer().on("OwnSessions", { sessions: all }).on("EndSession", { endSession: true });
  sessions = new OwnSessions();
});

const ids = () => sessions.items?.map(({ id }) => id);

test("an ended session goes without another query", async () => {
  await sessions.load();

  await sessions.end("a");

  expect(ids()).toEqual(["b", "c"]);
  expect(server.variablesOf("OwnSessions")).toHaveLength(1);
});

test("an answer that began before a session was ended does not bring it back", async () => {
  await sessions.load();
  let answer: (value: { sessions: typeof all }) => void = () => undefined;
  server.on("OwnSessions", () => new Promise((resolve) => (answer = resolve)));
  const loading = sessions.load();

  await sessions.end("c");
  answer({ sessions: all });
  await loading;

  expect(ids()).toEqual(["b", "a"]);
});
