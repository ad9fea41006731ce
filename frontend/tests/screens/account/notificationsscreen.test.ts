// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { t } from "../../../src/i18n/locale.svelte";
import { reasonText } from "../../../src/i18n/reason";
import { connectionStatus } from "../../../src/live/connectionstatus.svelte";
import NotificationsScreen from "../../../src/screens/account/NotificationsScreen.svelte";
import { notifications } from "../../../src/stores/account/notifications.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { someRequest } from "../../somerequest";
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
  const pageInfo = { hasNextPage: false, endCursor: null };
  server.on("Notifications", { notifications: { unreadCount: 0, edges: [], pageInfo } });
  screen = new MountedScreen(NotificationsScreen);
  expect([screen.has("skeleton"), screen.has("notifications-none")]).toEqual([true, false]);

  await notifications.load();

  await screen.waitFor("notifications-none");
  expect(screen.has("notifications-offline")).toBe(false);
});

test("a reason from a list is in the reader's language, and the words of a person are as they wrote them", async () => {
  const notice = (id: string, kind: string, note: string) =>
    ({ id, kind, note, cursor: id, read: true, at: "2026-01-01T00:00:00Z", serviceRequest: someRequest() });
  const nodes = [
    notice("3", "WORK_HELD", "WEATHER"), notice("2", "REJECTED", "SPAM"), notice("1", "COMMENTED", "SPAM"),
  ];
  server.on("Notifications", {
    notifications: {
      unreadCount: 0, edges: nodes.map((node) => ({ node })), pageInfo: { hasNextPage: false, endCursor: null },
    },
  });
  screen = new MountedScreen(NotificationsScreen);
  await notifications.load();
  await screen.waitFor("notification");

  const texts = screen.all("notification").map((one) => one.querySelector(".note")?.textContent);
  expect(texts).toEqual([reasonText("WEATHER", t), reasonText("SPAM", t), "SPAM"]);
  expect(texts[0]).not.toBe("WEATHER");
});

test("older notifications come page by page", async () => {
  const page = (id: string, hasNextPage: boolean) => ({
    notifications: {
      unreadCount: 0, pageInfo: { hasNextPage, endCursor: id },
      edges: [{
        node: {
          id, kind: "COMMENTED", note: null, cursor: id, read: true, at: `2026-01-0${id}T00:00:00Z`,
          serviceRequest: someRequest(),
        },
      }],
    },
  });
  server.on("Notifications", ({ after }) => (after === null ? page("9", true) : page("8", false)));
  screen = new MountedScreen(NotificationsScreen);
  await notifications.load();
  await screen.waitFor("notifications-more");

  screen.press("notifications-more");

  await vi.waitFor(() => expect(screen.all("notification")).toHaveLength(2));
  expect(screen.has("notifications-more")).toBe(false);
});
