// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Person } from "../../../src/domain/people";
import { router } from "../../../src/routing/router.svelte";
import PeopleScreen from "../../../src/screens/akimat/PeopleScreen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer, settled } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "./people";

function somePerson(changes: Partial<Person> = {}): Person {
  return {
    id: "p1",
    name: "Болат",
    fullName: "Болат Жұмабаев",
    email: "b@example.kz",
    emailVerified: true,
    role: changes.approved === true ? "EXECUTOR" : "CITIZEN",
    registeredRole: "EXECUTOR",
    approved: false,
    rejected: false,
    blocked: false,
    blockedEverywhere: false,
    isHead: false,
    createdAt: "2026-11-20T07:00:00Z",
    categoryIds: [],
    organisation: { id: "o1", name: "Жарық" },
    decisions: [],
    ...changes,
  };
}

let server: FakeServer;
let screen: MountedScreen;

function open(waiting: Person[], all: Person[]): void {
  server.on("WaitingPeople", { pendingOfficers: [], pendingExecutors: waiting });
  server.on("People", {
    accounts: { pageInfo: { hasNextPage: false, endCursor: null }, edges: all.map((node) => ({ node })) },
  });
  screen = new MountedScreen(PeopleScreen);
}

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  router.adjust({ text: "", who: "" });
  session.viewer = someViewer({ role: "AKIMAT" });
});
afterEach(() => screen.close());

test("an executor is approved with the selected categories", async () => {
  open([somePerson()], []);
  server.on("ApprovePerson", { approveExecutor: somePerson({ approved: true, categoryIds: ["lighting"] }) });
  await screen.waitFor("person-approve");

  screen.press("person-approve");
  screen.press("deed-category-lighting");
  screen.press("deed-send");

  await screen.waitFor("people-done");
  expect(server.variablesOf("ApprovePerson")).toEqual([
    { accountId: "p1", categoryIds: ["lighting"], evenUnconfirmed: false },
  ]);
  expect(screen.get("people-waiting").querySelectorAll("article")).toHaveLength(0);
});

test("a rejection is sent with or without a reason", async () => {
  open([somePerson()], []);
  server.on("RejectPerson", { rejectExecutor: somePerson({ rejected: true }) });
  await screen.waitFor("person-reject");

  screen.press("person-reject");
  screen.type("deed-reason", "  ");
  screen.press("deed-send");

  await screen.waitFor("people-done");
  expect(server.variablesOf("RejectPerson")).toEqual([{ accountId: "p1", reason: null }]);
});

test("an account is blocked with a reason and shows it at once", async () => {
  open([], [somePerson({ approved: true })]);
  server.on("BlockPerson", {
    blockAccount: somePerson({
      approved: true,
      blocked: true,
      decisions: [
        {
          id: "d1",
          kind: "BLOCKED",
          at: "2026-11-22T07:00:00Z",
          reason: "Спам",
          categoryIds: [],
          officerName: "Ерлан",
        },
      ],
    }),
  });
  await screen.waitFor("person-block");

  screen.press("person-block");
  screen.type("deed-reason", "Спам");
  screen.press("deed-send");

  await screen.waitFor("person-is-blocked");
  expect(server.variablesOf("BlockPerson")).toEqual([{ accountId: "p1", reason: "Спам" }]);
  expect(screen.get("person-history").textContent).toContain("Спам");
  expect(screen.has("person-unblock")).toBe(true);
});

test("a head is appointed by one press", async () => {
  open([], [somePerson({ approved: true })]);
  server.on("MakeHead", { makeOrganisationHead: somePerson({ approved: true, isHead: true }) });
  await screen.waitFor("person-head");

  screen.press("person-head");

  await vi.waitFor(() => expect(screen.has("person-endHead")).toBe(true));
});

test("a refusal shows at its person", async () => {
  open([], [somePerson({ approved: true })]);
  server.on("BlockPerson", { refused: "NOT_ALLOWED" });
  await screen.waitFor("person-block");

  screen.press("person-block");
  screen.press("deed-send");

  await screen.waitFor("deed-failure");
});

test("a search starts after typing and is stored in the address bar", async () => {
  open([], []);
  await vi.waitFor(() => expect(server.variablesOf("People")).toHaveLength(1));

  screen.type("people-search", "бол");
  screen.type("people-search", "болат");

  await vi.waitFor(() => expect(server.variablesOf("People")).toHaveLength(2));
  expect(server.variablesOf("People")[1]?.filter).toEqual({ search: "болат" });
  expect(router.current.params.text).toBe("болат");
});

test("only the Akimat of the city sees accounts", async () => {
  session.viewer = someViewer({ role: "EXECUTOR" });
  open([], []);

  await settled();
  expect(screen.has("people-closed")).toBe(true);
  expect(server.received).toEqual([]);
});

test("an executor with an unconfirmed address is approved only after a second, explicit word", async () => {
  const unconfirmed = somePerson({ emailVerified: false });
  open([unconfirmed], []);
  server.on("ApprovePerson", { approveExecutor: { ...unconfirmed, approved: true, role: "EXECUTOR" } });
  await screen.waitFor("person-approve");

  screen.press("person-approve");
  screen.press("deed-send");
  await settled();
  expect(server.variablesOf("ApprovePerson")).toEqual([]);

  screen.press("deed-even-unconfirmed");
  screen.press("deed-send");
  await settled();
  expect(server.variablesOf("ApprovePerson")).toEqual([
    { accountId: "p1", categoryIds: [], evenUnconfirmed: true },
  ]);
});

test("an officer is approved only after reading who gets which powers", async () => {
  const future = somePerson({ registeredRole: "AKIMAT", organisation: null });
  server.on("ApproveOfficer", { approveOfficer: { ...future, approved: true, role: "AKIMAT" } });
  open([future], []);
  await screen.waitFor("person-approve");

  screen.press("person-approve");
  await settled();

  expect(server.variablesOf("ApproveOfficer")).toEqual([]);
  const asked = screen.get("officer-powers");
  expect(asked.textContent).toContain("Болат Жұмабаев");
  expect(asked.textContent).toContain("b@example.kz");
  expect(asked.querySelectorAll("li")).toHaveLength(4);
  // Enter, pressed twice by mistake, falls on words and not on the button.
  expect(document.activeElement).toBe(asked.querySelector("h4"));

  screen.press("deed-send");
  await screen.waitFor("people-done");
  expect(server.variablesOf("ApproveOfficer")).toEqual([{ accountId: "p1" }]);
});
