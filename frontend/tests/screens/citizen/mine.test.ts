// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import MineScreen from "../../../src/screens/citizen/MineScreen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "../akimat/people";

const points = {
  balance: 30, dailyCap: 5, nextLevelAt: 100, tariff: [],
  level: { id: "new", startsAt: 0, kk: "Тұрғын", ru: "Житель", en: "Citizen" },
  history: { pageInfo: { hasNextPage: false, endCursor: null }, edges: [] },
};
const nothing = {
  totalCount: 0, totalCountIsCapped: false, isPart: false, isSimilar: false, ofNumber: null,
  pageInfo: { hasNextPage: false, endCursor: null }, edges: [],
};
let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer().on("LogCursor", { cursor: "e:1" }).on("Points", { points });
  server.on("RequestList", { serviceRequests: nothing });
  fillCatalogue();
  session.viewer = someViewer();
});
afterEach(() => screen.close());

test("without a network the screen says so once, and one press asks for all that is missing", async () => {
  server.hasNetwork = false;
  screen = new MountedScreen(MineScreen);

  await screen.waitFor("list-failure");
  expect(screen.all("list-failure")).toHaveLength(1);
  expect(screen.has("points-failure")).toBe(false);

  server.hasNetwork = true;
  screen.press("list-retry");

  await screen.waitFor("points");
  await vi.waitFor(() => expect(screen.has("list-failure")).toBe(false));
  expect(server.variablesOf("RequestList").length).toBeGreaterThanOrEqual(2);
});
