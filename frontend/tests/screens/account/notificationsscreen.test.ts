// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectionStatus } from "../../../src/live/connectionstatus.svelte";
import NotificationsScreen from "../../../src/screens/account/NotificationsScreen.svelte";
import { notifications } from "../../../src/stores/account/notifications.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "../akimat/people";

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  session.viewer = someViewer();
});
afterEach(async () => {
  connectionStatus.hasNetwork = true;
  await screen.close();
});

test("without a network the list does not say that there are no notifications", () => {
  connectionStatus.hasNetwork = false;
  screen = new MountedScreen(NotificationsScreen);

  expect([screen.has("notifications-offline"), screen.has("notifications-none")]).toEqual([true, false]);
});

test("it says so once the server has answered", async () => {
  server.on("Notifications", { notifications: { unreadCount: 0, edges: [] } });
  screen = new MountedScreen(NotificationsScreen);
  expect([screen.has("skeleton"), screen.has("notifications-none")]).toEqual([true, false]);

  await notifications.load();

  await screen.waitFor("notifications-none");
  expect(screen.has("notifications-offline")).toBe(false);
});
