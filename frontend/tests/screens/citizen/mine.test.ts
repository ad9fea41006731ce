// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ServiceRequest } from "../../../src/domain/request";
import type { ServiceRequestFilter } from "../../../src/gql/documents";
import { t } from "../../../src/i18n/locale.svelte";
import AccountMenu from "../../../src/components/navigation/AccountMenu.svelte";
import MineScreen from "../../../src/screens/citizen/MineScreen.svelte";
import { router } from "../../../src/routing/router.svelte";
import { notifications, type Notice } from "../../../src/stores/account/notifications.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { requests } from "../../../src/stores/requests/requests.svelte";
import { FakeServer } from "../../fakeserver";
import { someRequest } from "../../somerequest";
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

describe("what the viewer follows", () => {
  const listed = (...nodes: ServiceRequest[]) =>
    ({ serviceRequests: { ...nothing, totalCount: nodes.length, edges: nodes.map((node) => ({ node })) } });
  const asked = () => server.variablesOf("RequestList").map(({ filter }) => filter);
  const shown = () => screen.all("list-item").map((one) => one.dataset.requestId);
  let followed: ServiceRequest[];
  let arrive: (request: ServiceRequest) => void;

  function openFollowed(): void {
    screen = new MountedScreen(MineScreen);
    screen.press("list-followed");
  }

  beforeEach(() => {
    router.adjust({ list: "" });
    followed = [someRequest({ id: "f1", author: { id: "u9", name: "Ерлан" } })];
    server.on("RequestList", ({ filter }) =>
      (filter as ServiceRequestFilter).followerId === "v1" ? listed(...followed) : listed(someRequest({ id: "m1" })));
    const listeners = new Set<(notice: Notice) => void>();
    vi.spyOn(notifications, "listen").mockImplementation((one) => {
      listeners.add(one);
      return () => listeners.delete(one);
    });
    arrive = (request) => {
      requests.put(request);
      listeners.forEach((one) => one({ serviceRequest: request } as Notice));
    };
  });
  afterEach(() => vi.restoreAllMocks());

  test("one press shows it instead of what the viewer sent, and another one goes back", async () => {
    screen = new MountedScreen(MineScreen);
    await vi.waitFor(() => expect(shown()).toEqual(["m1"]));
    expect(asked().some((filter) => "followerId" in (filter as object))).toBe(false);

    screen.press("list-followed");

    await vi.waitFor(() => expect(shown()).toEqual(["f1"]));
    expect(asked()).toContainEqual({ followerId: "v1" });
    expect(screen.get("list-followed").getAttribute("aria-pressed")).toBe("true");
    expect(screen.has("points")).toBe(false);
    expect(location.hash).toContain("list=followed");

    screen.press("list-own");

    await vi.waitFor(() => expect(shown()).toEqual(["m1"]));
  });

  test("a step of another person shows by itself, without asking for the list again", async () => {
    openFollowed();
    await vi.waitFor(() => expect(shown()).toEqual(["f1"]));
    const before = asked().length;
    const text = () => screen.get("list-item").textContent;
    const old = text();

    arrive({ ...followed[0]!, version: 2, status: "IN_PROGRESS" });

    await vi.waitFor(() => expect(text()).not.toBe(old));
    expect(asked()).toHaveLength(before);
  });

  test("news of a request that is not in the list asks for it again, but not that of the viewer's own", async () => {
    openFollowed();
    await vi.waitFor(() => expect(shown()).toEqual(["f1"]));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const before = asked().length;

    arrive(someRequest({ id: "m1", version: 2, author: { id: "v1", name: "Асель" } }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked()).toHaveLength(before);

    followed = [someRequest({ id: "f2", version: 2, createdAt: "2026-02-01T00:00:00Z" }), ...followed];
    arrive(followed[0]!);
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();

    await vi.waitFor(() => expect(shown()).toEqual(["f2", "f1"]));
    expect(asked()).toHaveLength(before + 1);
  });

  test("an empty list says how to follow", async () => {
    followed = [];
    openFollowed();

    await vi.waitFor(() => expect(document.body.textContent).toContain(t("mine-followed-empty")));
  });

  test("an executor comes to it by the menu of the account, and finds the tasks without it", async () => {
    session.viewer = someViewer({ role: "EXECUTOR" });
    const menu = new MountedScreen(AccountMenu, { viewer: session.viewer });
    expect(menu.get("nav-followed").getAttribute("href")).toBe("#/mine?list=followed");
    await menu.close();
    router.adjust({ list: "followed" });
    screen = new MountedScreen(MineScreen);

    await vi.waitFor(() => expect(shown()).toEqual(["f1"]));
    expect(screen.has("tab-mine")).toBe(false);

    screen.press("list-own");

    await screen.waitFor("tab-mine");
  });

  test("a citizen has no second way to it", () => {
    screen = new MountedScreen(AccountMenu, { viewer: someViewer() });

    expect(screen.has("nav-followed")).toBe(false);
  });
});
