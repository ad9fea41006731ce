// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Policy } from "../../../src/domain/policy";
import PoliciesScreen from "../../../src/screens/akimat/PoliciesScreen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "./people";

const promised: Policy = {
  version: 1,
  hours: 72,
  counted: "ROUND_THE_CLOCK",
  atRiskShare: 0.75,
  escalateAfterShare: 1,
  validFrom: "2026-01-01T00:00:00Z",
  isOwn: false,
  category: { id: "pothole" },
};

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  session.viewer = someViewer({ role: "AKIMAT" });
  server.on("SlaPolicies", { slaPolicies: [promised] });
});
afterEach(() => screen.close());

test("a new policy is sent with its reason and shares, and its version is shown", async () => {
  server.on("SetSlaPolicy", { setSlaPolicy: { ...promised, version: 2, hours: 36.5, isOwn: true } });
  screen = new MountedScreen(PoliciesScreen);
  await screen.waitFor("policy-edit-pothole");

  screen.press("policy-edit-pothole");
  screen.type("policy-form-hours", "36,5");
  screen.type("policy-form-at-risk", "80");
  screen.type("policy-form-reason", " Стало больше бригад ");
  screen.press("policy-save");

  await vi.waitFor(() => expect(screen.get("policy").dataset.version).toBe("2"));
  expect(server.variablesOf("SetSlaPolicy")).toEqual([
    {
      input: {
        cityId: "almaty",
        categoryId: "pothole",
        hours: 36.5,
        counted: "ROUND_THE_CLOCK",
        atRiskShare: 0.8,
        escalateAfterShare: 1,
        reason: "Стало больше бригад",
      },
    },
  ]);
  expect(screen.has("policy-form")).toBe(false);
});

test("an invalid value shows at its field and is not sent", async () => {
  screen = new MountedScreen(PoliciesScreen);
  await screen.waitFor("policy-edit-pothole");

  screen.press("policy-edit-pothole");
  screen.type("policy-form-hours", "soon");
  screen.press("policy-save");

  expect(screen.has("policy-form-hours-error")).toBe(true);
  expect(screen.has("policy-form-reason-error")).toBe(true);
  expect(server.variablesOf("SetSlaPolicy")).toEqual([]);
});

test("a conflicting change shows a message", async () => {
  server.on("SetSlaPolicy", { refused: "CONFLICT" });
  screen = new MountedScreen(PoliciesScreen);
  await screen.waitFor("policy-edit-pothole");

  screen.press("policy-edit-pothole");
  screen.type("policy-form-hours", "10");
  screen.type("policy-form-reason", "Бригады");
  screen.press("policy-save");

  await screen.waitFor("policy-failure");
});

test("other viewers can read the policies and change none", async () => {
  session.viewer = null;
  screen = new MountedScreen(PoliciesScreen);

  await screen.waitFor("policy");
  expect(screen.has("policy-edit-pothole")).toBe(false);
});
