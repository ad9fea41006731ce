// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import TextTools from "../../../src/panels/akimat/TextTools.svelte";
import { FakeServer } from "../../fakeserver";
import { MountedScreen } from "../mountedscreen";

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
});
afterEach(() => screen.close());

test("a text is hidden with a reason, and not without one", async () => {
  const done = vi.fn();
  server.on("HideText", { hideText: { id: "r1", version: 4 } });
  screen = new MountedScreen(TextTools, { id: "r1", part: "STEP", version: 2, hidden: undefined, done });

  screen.press("text-hide");
  await screen.waitFor("text-reason");
  screen.press("text-hide-send");
  expect(server.variablesOf("HideText")).toEqual([]);
  screen.type("text-reason", " a phone number ");
  await vi.waitFor(() => expect(screen.get("text-hide-send")).toHaveProperty("disabled", false));
  screen.press("text-hide-send");

  await vi.waitFor(() => expect(done).toHaveBeenCalledWith({ id: "r1", version: 4 }));
  expect(server.variablesOf("HideText")).toEqual([{ id: "r1", part: "STEP", version: 2, reason: "a phone number" }]);
});

test("an officer reads a hidden text and shows it again", async () => {
  const done = vi.fn();
  const hidden = { part: "DESCRIPTION", version: null, text: "call me", reason: "SPAM" } as const;
  server.on("ShowText", { showText: { id: "r1", version: 5 } });
  screen = new MountedScreen(TextTools, { id: "r1", part: "DESCRIPTION", version: null, hidden, done });

  expect(screen.get("text-kept").textContent).toContain("call me");
  screen.press("text-show");

  await vi.waitFor(() => expect(done).toHaveBeenCalledWith({ id: "r1", version: 5 }));
});
