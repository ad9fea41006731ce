// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { mutate } from "../../src/api/client";
import { Failure } from "../../src/api/failure";
import { UpdateProfileDocument } from "../../src/gql/documents";
import { session } from "../../src/stores/session.svelte";
import { FakeServer } from "../fakeserver";
import { someViewer } from "../screens/people";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  session.viewer = someViewer();
  session.ended = false;
});

async function isRefused(): Promise<void> {
  server.on("UpdateProfile", { refused: "UNAUTHENTICATED" });
  await expect(mutate(UpdateProfileDocument, { input: {} })).rejects.toBeInstanceOf(Failure);
}

test("a refusal anywhere tells that the session has ended, and the viewer stays with what they wrote", async () => {
  server.on("Viewer", { viewer: null });

  await isRefused();

  await vi.waitFor(() => expect(session.ended).toBe(true));
  expect(session.viewer?.id).toBe("v1");
});

test("signing in again goes on", async () => {
  server.on("Viewer", { viewer: null });
  await isRefused();
  await vi.waitFor(() => expect(session.ended).toBe(true));

  server.on("Login", { login: { viewer: someViewer() } }).on("Viewer", { viewer: someViewer() });
  await session.signIn("asel@example.kz", "right");

  expect(session.ended).toBe(false);
});

test("a wrong password on the page of signing in ends nothing", async () => {
  session.viewer = null;
  server.on("Login", { refused: "UNAUTHENTICATED" });

  await expect(session.signIn("asel@example.kz", "wrong")).rejects.toBeInstanceOf(Failure);

  expect(session.ended).toBe(false);
  expect(server.variablesOf("Viewer")).toEqual([]);
});

test("signing out here is no end of a session", async () => {
  server.on("Viewer", { viewer: null });
  // The socket is closed before the answer to signing out is here.
  server.on("Logout", async () => {
    await session.check();
    return { logout: true };
  });

  await session.signOut();

  expect(server.variablesOf("Viewer")).toEqual([]);
  expect(session.ended).toBe(false);
  expect(session.viewer).toBeNull();
});

test("while the server cannot be reached nothing is concluded", async () => {
  server.hasNetwork = false;

  await session.check();

  expect(session.ended).toBe(false);
});

test("somebody else who signed in in another tab is shown", async () => {
  server.on("Viewer", { viewer: someViewer({ id: "v2" }) });

  await session.check();

  expect(session.viewer?.id).toBe("v2");
});

test("a blocked account is told why", async () => {
  session.viewer = null;
  server.on("Login", { refused: "UNAUTHENTICATED", blocked: true, reason: "Спам" });

  await expect(session.signIn("asel@example.kz", "right")).rejects.toMatchObject({ block: { reason: "Спам" } });
});
