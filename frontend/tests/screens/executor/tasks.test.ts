// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServiceRequest } from "../../../src/domain/request";
import type { ServiceRequestFilter } from "../../../src/gql/documents";
import { router } from "../../../src/routing/router.svelte";
import MineScreen from "../../../src/screens/citizen/MineScreen.svelte";
import { devicePosition } from "../../../src/stores/executor/deviceposition.svelte";
import { screen as device } from "../../../src/stores/page/screen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { someRequest } from "../../somerequest";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "../akimat/people";

const here = { latitude: 43.2, longitude: 76.9 };
/** The server counts no further. */
const mostCounted = 10_000;
let run = 0;
let server: FakeServer;
let screen: MountedScreen;

type Lists = Partial<Record<"mine" | "answered" | "burning" | "free" | "freeBurning" | "near", ServiceRequest[]>>;

beforeEach(() => {
  run += 1;
  server = new FakeServer();
  server.on("LogCursor", { cursor: "e:1" });
  fillCatalogue();
  router.adjust({ tab: "" });
  session.viewer = someViewer({ role: "EXECUTOR", categoryIds: ["pothole"] });
  devicePosition.fix = null;
  // Later than the last test, so that no position is fresh.
  vi.spyOn(Date, "now").mockReturnValue(Date.parse("2026-01-15T08:00:00Z") + run * 3600_000);
});
afterEach(async () => {
  await screen.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function nameOf(filter: ServiceRequestFilter): keyof Lists {
  if (filter.bbox) return "near";
  if (filter.executorId) return filter.atRisk ? "burning" : filter.statuses?.includes("DONE") ? "answered" : "mine";
  return filter.atRisk ? "freeBurning" : "free";
}

/** A task of this run: the store of requests is shared by all tests. */
function task(name: string, change: Partial<ServiceRequest> = {}): ServiceRequest {
  return someRequest({ id: `${run}-${name}`, ...change });
}

/** A device that knows where it is, or says the code of the reason. */
function locate(answer: { latitude: number; longitude: number } | number, permission = "granted"): void {
  const getCurrentPosition = (
    found: (one: object) => void,
    failed: (one: object) => void,
  ) => typeof answer === "number" ? failed({ code: answer }) : found({ coords: { ...answer, accuracy: 10 } });
  const permissions = { query: async () => ({ state: permission }) };
  const geolocation = { getCurrentPosition };
  vi.stubGlobal("navigator", { ...navigator, userAgent: "", onLine: true, geolocation, permissions });
}

function open(lists: Lists, totals: Partial<Record<keyof Lists, number>> = {}): void {
  server.on("RequestList", ({ filter }) => {
    const name = nameOf(filter as ServiceRequestFilter);
    const nodes = lists[name] ?? [];
    const pageInfo = { hasNextPage: false, endCursor: null };
    const totalCount = totals[name] ?? nodes.length;
    const totalCountIsCapped = totalCount === mostCounted;
    return { serviceRequests: { totalCount, totalCountIsCapped, pageInfo, edges: nodes.map((node) => ({ node })) } };
  });
  screen = new MountedScreen(MineScreen);
}

function shown(): string[] {
  return screen.all("task").map((row) => row.dataset.requestId!.replace(`${run}-`, ""));
}

test("an executor with tasks sees them first; every tab says how many it has", async () => {
  locate(2);
  const own = task("own", { executor: { id: "v1", name: "Асель" } });
  open({ mine: [own], burning: [own], free: [task("free")], freeBurning: [task("late", { isOverdue: true })] });

  await screen.waitFor("task");

  expect(shown()).toEqual(["own"]);
  expect(["mine", "burning", "free"].map((tab) => screen.get(`tab-${tab}`).textContent?.match(/\d+/)?.[0]))
    .toEqual(["1", "2", "1"]);
});

test("thousands of tasks are written in groups, with a plus where the server has not counted on", async () => {
  locate(2);
  open({ mine: [task("own", { executor: { id: "v1", name: "Асель" } })] }, {
    mine: 2_345, burning: 1_200, freeBurning: mostCounted, free: mostCounted,
  });
  await screen.waitFor("task");

  expect(["mine", "burning", "free"].map((tab) => screen.get(`tab-${tab}`).textContent?.match(/\d[\d,]*\+?/)?.[0]))
    .toEqual(["2,345", "11,200+", "10,000+"]);
});

test("an executor without tasks sees those that are free; the tab does not change by itself later", async () => {
  locate(2);
  open({ free: [task("free")] });

  await screen.waitFor("tasks-free");
  await vi.waitFor(() => expect(shown()).toEqual(["free"]));
});

test("a tab is in the address bar and asks for what belongs to it", async () => {
  locate(2);
  open({ mine: [task("own")], burning: [task("own")], freeBurning: [task("late", { isOverdue: true })] });
  await screen.waitFor("task");

  screen.press("tab-burning");
  await vi.waitFor(() => expect(shown()).toEqual(["own", "late"]));

  expect(router.current.params.tab).toBe("burning");
  const asked = server.variablesOf("RequestList").map(({ filter }) => filter as ServiceRequestFilter);
  expect(asked).toContainEqual({ executorId: "v1", atRisk: true });
  expect(asked).toContainEqual(expect.objectContaining({
    unassigned: true, atRisk: true, cityId: "almaty", categoryIds: ["pothole"], statuses: ["ACCEPTED"],
  }));
});

test("nearby has the free tasks and the own ones, the nearest first, with their distances", async () => {
  locate(here);
  router.adjust({ tab: "near" });
  open({
    mine: [task("own", { location: north(400), executor: { id: "v1", name: "Асель" } })],
    near: [task("far", { location: north(1_500) }), task("close", { location: north(90) })],
  });

  await vi.waitFor(() => expect(shown()).toEqual(["close", "own", "far"]));

  const texts = screen.all("task-distance").map((one) => one.textContent?.replace(/[\u2068\u2069]/g, "").trim());
  expect(texts.map((text) => text?.match(/\d+(?:[.,]\d)?/)?.[0]?.replace(",", "."))).toEqual(["90", "400", "1.5"]);
});

test.each([[1, "denied"], [2, "unavailable"], [3, "slow"]] as const)(
  "without a position (code %i) the screen says so and every other tab works", async (code, state) => {
    locate(code);
    router.adjust({ tab: "near" });
    open({ free: [task("free")] });

    await vi.waitFor(() => expect(screen.get("position").dataset.state).toBe(state));
    expect(screen.get("position").textContent).not.toBe("");
    expect(screen.has("position-again")).toBe(state !== "denied");
    expect(screen.has("near-needs-place")).toBe(true);

    screen.press("tab-free");
    await vi.waitFor(() => expect(shown()).toEqual(["free"]));
    expect(screen.has("task-distance")).toBe(false);
  },
);

test("the browser prompts for the position only after the button", async () => {
  locate(here, "prompt");
  open({ free: [task("free", { location: here })] });
  await vi.waitFor(() => expect(screen.get("position").dataset.state).toBe("unasked"));
  await vi.waitFor(() => expect(shown()).toEqual(["free"]));
  expect(screen.has("task-distance")).toBe(false);

  screen.press("position-allow");

  await screen.waitFor("task-distance");
});

test("nearby without a network says so, shows the own tasks around, and asks again when told", async () => {
  locate(here);
  const lists: Lists = { mine: [task("own", { location: here, executor: { id: "v1", name: "Асель" } })] };
  open(lists);
  await screen.waitFor("task");
  server.hasNetwork = false;

  screen.press("tab-near");
  await screen.waitFor("list-failure");
  expect(shown()).toEqual(["own"]);

  server.hasNetwork = true;
  lists.near = [task("free", { location: here })];
  screen.press("list-retry");
  await vi.waitFor(() => expect(shown()).toEqual(["free", "own"]));
  expect(screen.has("list-failure")).toBe(false);
});

test("the arrow keys move between the tabs", async () => {
  locate(2);
  open({ mine: [task("own")] });
  await screen.waitFor("task");

  screen.get("tab-mine").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));

  await vi.waitFor(() => expect(screen.get("tab-free").getAttribute("aria-selected")).toBe("true"));
  expect(screen.get("tab-mine").tabIndex).toBe(-1);
});

function north(metres: number) {
  return { ...here, latitude: here.latitude + metres / 111_195 };
}

test("the round has numbers and stays as it is until it is planned again", async () => {
  locate(here);
  const own = (name: string, metres: number, change: Partial<ServiceRequest> = {}) =>
    task(name, { location: north(metres), executor: { id: "v1", name: "Асель" }, ...change });
  const lists: Lists = { mine: [own("far", 900), own("held", 10, { status: "ON_HOLD" }), own("close", 100)] };
  open(lists);
  await screen.waitFor("task-distance");
  expect(screen.has("task-number")).toBe(false);

  screen.press("order-round");

  expect(shown()).toEqual(["close", "far", "held"]);
  expect(screen.all("task-number").map((one) => one.textContent)).toEqual(["1", "2"]);
  expect(screen.get("tasks-held").textContent).not.toBe("");

  lists.mine!.push(own("new", 500));
  await screen.close();
  screen = new MountedScreen(MineScreen);
  await vi.waitFor(() => expect(shown()).toEqual(["close", "far", "new", "held"]));
  expect(screen.get("tasks-later").querySelector("[data-testid=task-number]")).toBe(null);

  screen.press("round-again");
  expect(shown()).toEqual(["close", "new", "far", "held"]);
  expect(screen.has("tasks-later")).toBe(false);

  screen.press("order-due");
  expect(screen.has("task-number")).toBe(false);
});

test("each task leads to its place", async () => {
  locate(2);
  open({ mine: [task("own", { location: here })] });
  await screen.waitFor("task");
  expect((screen.get("route-osm") as HTMLAnchorElement).href).toContain("43.200000%2C76.900000");
});

test("the begun task is in the bar of every tab; the nearest of several", async () => {
  locate(here);
  const begun = (name: string, metres: number) =>
    task(name, { location: north(metres), status: "IN_PROGRESS", executor: { id: "v1", name: "Асель" } });
  device.isWide = false;
  open({ mine: [begun("far", 900), begun("close", 50)] });
  await screen.waitFor("current-task");

  for (const tab of ["near", "burning", "free"]) {
    screen.press(`tab-${tab}`);
    expect(screen.get("current-open").getAttribute("href")).toContain(`${run}-close`);
  }
});
