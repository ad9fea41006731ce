// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import ActionPanel from "../../src/actions/ActionPanel.svelte";
import { barStepOf } from "../../src/actions/form";
import type { Action } from "../../src/gql/documents";
import { screen as device } from "../../src/stores/page/screen.svelte";
import { session } from "../../src/stores/account/session.svelte";
import { steps } from "../../src/stores/outbox/steps.svelte";
import { FakeServer } from "../fakeserver";
import { fillCatalogue } from "../screens/catalogue";
import { MountedScreen } from "../screens/mountedscreen";
import { someViewer } from "../screens/akimat/people";
import { somePhoto } from "../photos/somephoto";
import { someRequest } from "../somerequest";

let server: FakeServer;
let screen: MountedScreen | null = null;
let stop: () => void;

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  device.isWide = false;
  session.viewer = someViewer({ role: "EXECUTOR" });
  stop = steps.open("v1");
});
afterEach(async () => {
  stop();
  await screen?.close();
  screen = null;
});

function open(actions: Action[], hasPhoto = true): { done: ReturnType<typeof vi.fn>; shown: MountedScreen } {
  const done = vi.fn();
  const request = someRequest({ photos: hasPhoto ? [somePhoto({ kind: "REPORT" })] : [] });
  const shown = new MountedScreen(ActionPanel as never, {
    request, actions, knownVersion: 1, timeline: [], done, refused: async () => {},
  });
  screen = shown;
  return { done, shown };
}

test("the next step of the work is offered, in the order of the work", () => {
  expect(barStepOf(["COMMENT", "HOLD", "COMPLETE"])).toBe("COMPLETE");
  expect(barStepOf(["RELEASE", "START"])).toBe("START");
  expect(barStepOf(["COMMENT", "FOLLOW"])).toBe(null);
});

test("a step without a form is taken by the bar", async () => {
  const claimed = someRequest({ version: 2 });
  server.on("ClaimServiceRequest", { claimServiceRequest: claimed });
  const { done, shown } = open(["CLAIM", "COMMENT"]);

  expect(shown.all("action-claim")).toHaveLength(1);
  shown.press("action-claim");

  await vi.waitFor(() => expect(done).toHaveBeenCalledWith(claimed));
});

test("completing opens the camera; the form is beside it, for photos of the gallery", () => {
  const { shown } = open(["COMPLETE", "HOLD"]);
  const camera = shown.get("work-shoot") as HTMLInputElement;
  expect([camera.type, camera.getAttribute("capture"), camera.accept]).toEqual(["file", "environment", "image/*"]);
  shown.press("action-complete");
  expect(shown.has("action-form")).toBe(true);
  expect(shown.has("action-form-submit")).toBe(false);
});

test("starting asks for a photo only where the request has none", () => {
  const { shown } = open(["START"], false);
  expect(shown.has("work-shoot")).toBe(true);
  expect(shown.all("action-start")).toHaveLength(1);
});

test("the form of another action has the screen for itself", () => {
  const { shown } = open(["COMPLETE", "HOLD"]);
  shown.press("action-hold");
  expect(shown.has("work-bar")).toBe(false);
  expect(shown.has("action-complete")).toBe(false);
});

test.each([
  ["a citizen", () => (session.viewer = someViewer({ role: "CITIZEN" }))],
  ["a wide screen", () => (device.isWide = true)],
])("%s has no bar", (_, change) => {
  change();
  const { shown } = open(["COMPLETE", "CONFIRM"]);
  expect(shown.has("work-bar")).toBe(false);
  expect(shown.all("action-complete")).toHaveLength(1);
});
