// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import MineScreen from "../../../src/screens/citizen/MineScreen.svelte";
import RegisterScreen from "../../../src/screens/account/RegisterScreen.svelte";
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
  session.viewer = null;
  server.on("Organisations", { organisations: [{ id: "o1", name: "Алматы Жарық" }] });
});
afterEach(() => screen.close());

async function fillAs(role: "executor" | "akimat", email: string): Promise<void> {
  const viewer = someViewer({ role: role === "executor" ? "EXECUTOR" : "AKIMAT", approved: false });
  server.on("Register", { register: { viewer } }).on("Viewer", { viewer });
  screen = new MountedScreen(RegisterScreen);
  screen.get(`register-role-${role}`).querySelector("input")?.click();
  await screen.waitFor("register-next");
  screen.type("register-name", " Болат");
  screen.type("register-surname", "Жұмабаев ");
  screen.type("register-email", email);
  screen.type("register-password", "a long enough one");
}

test("a known organisation is sent by its id, in any case", async () => {
  await fillAs("executor", "b@example.kz");
  await vi.waitFor(() => expect(server.variablesOf("Organisations")).toHaveLength(1));
  screen.type("register-organisation", "алматы  жарық ");
  screen.press("register-submit");

  await vi.waitFor(() => expect(server.variablesOf("Register")).toHaveLength(1));
  expect(server.variablesOf("Register")[0]?.input).toMatchObject({ role: "EXECUTOR", organisationId: "o1" });
  expect(server.variablesOf("Register")[0]?.input).toMatchObject({ name: "Болат Жұмабаев", givenName: "Болат" });
  expect(server.variablesOf("Register")[0]?.input).not.toHaveProperty("organisationName");
});

test("a new organisation is sent by its name", async () => {
  await fillAs("executor", "b@example.kz");
  screen.type("register-organisation", " Тазалық ");
  screen.press("register-submit");

  await vi.waitFor(() => expect(server.variablesOf("Register")).toHaveLength(1));
  expect(server.variablesOf("Register")[0]?.input).toMatchObject({ organisationName: "Тазалық" });
});

test("an address outside the state shows a warning, and an Akimat account is asked to open its email", async () => {
  await fillAs("akimat", "duty@example.kz");
  await screen.waitFor("register-state-warning");

  screen.type("register-email", "duty@almaty.gov.kz");
  expect(screen.has("register-state-warning")).toBe(false);
  screen.press("register-submit");

  await screen.waitFor("register-check-mail");
});

test("a waiting executor sees no tasks until a session check shows the approval", async () => {
  const waiting = someViewer({ role: "EXECUTOR", approved: false, organisation: { name: "Алматы Жарық" } });
  session.viewer = waiting;
  server.on("LogCursor", { cursor: "e:1" });
  server.on("RequestList", {
    serviceRequests: { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, edges: [] },
  });
  screen = new MountedScreen(MineScreen);
  expect(screen.get("wait-approval").textContent).toContain("Алматы Жарық");
  expect(screen.has("tasks-free")).toBe(false);

  server.on("Viewer", { viewer: { ...waiting, approved: true, role: "EXECUTOR" } });
  await session.check();

  await screen.waitFor("just-approved");
  await screen.waitFor("tasks-free");
});

test("a rejected executor sees the reason", async () => {
  session.viewer = someViewer({ role: "EXECUTOR", approved: false, rejected: true });
  server.on("OwnDecisions", {
    viewer: { decisions: [{ id: "d1", kind: "REJECTED", at: "2026-11-20T07:00:00Z", reason: "Нет договора" }] },
  });
  screen = new MountedScreen(MineScreen);

  await screen.waitFor("rejected");
  await expect.poll(() => screen.get("rejected").textContent).toContain("Нет договора");
});

test("an empty form names everything that is missing at once, and nothing is sent", async () => {
  screen = new MountedScreen(RegisterScreen);
  screen.press("register-submit");

  for (const field of ["name", "email", "password"]) await screen.waitFor(`register-${field}-error`);
  expect(screen.has("register-surname-error")).toBe(false);
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.get("register-name")));
  screen.type("register-name", "Болат");
  expect(screen.has("register-name-error")).toBe(false);
  expect(server.variablesOf("Register")).toEqual([]);
});
