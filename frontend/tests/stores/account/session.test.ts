// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { mutate } from "../../../src/api/client";
import { Failure } from "../../../src/api/failure";
import { UpdateProfileDocument } from "../../../src/gql/documents";
import { session } from "../../../src/stores/account/session.svelte";
import { loadStart } from "../../../src/stores/page/start";
import { FakeServer } from "../../fakeserver";
import { someViewer } from "../../screens/akimat/people";

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

test("a form that is sent before the server has answered waits for the answer", async () => {
  const answered = vi.fn();
  void session.whenKnown.then(answered);
  await new Promise((resolve) => setTimeout(resolve));
  expect(answered).not.toHaveBeenCalled();

  session.accept(someViewer());

  await session.whenKnown;
  expect(answered).toHaveBeenCalledOnce();
});

test("any UNAUTHENTICATED refusal marks the session as ended and keeps the viewer", async () => {
  server.on("Viewer", { viewer: null });

  await isRefused();

  await vi.waitFor(() => expect(session.ended).toBe(true));
  expect(session.viewer?.id).toBe("v1");
});

test("signing in again continues the session", async () => {
  server.on("Viewer", { viewer: null });
  await isRefused();
  await vi.waitFor(() => expect(session.ended).toBe(true));

  server.on("Login", { login: { viewer: someViewer() } }).on("Viewer", { viewer: someViewer() });
  await session.signIn("asel@example.kz", "right");

  expect(session.ended).toBe(false);
});

test("a wrong password at sign-in ends no session", async () => {
  session.viewer = null;
  server.on("Login", { refused: "UNAUTHENTICATED" });

  await expect(session.signIn("asel@example.kz", "wrong")).rejects.toBeInstanceOf(Failure);

  expect(session.ended).toBe(false);
  expect(server.variablesOf("Viewer")).toEqual([]);
});

test("signing out does not mark the session as ended", async () => {
  server.on("Viewer", { viewer: null });
  // The socket closes before the answer to the sign-out arrives.
  server.on("Logout", async () => {
    await session.check();
    return { logout: true };
  });

  await session.signOut();

  expect(server.variablesOf("Viewer")).toEqual([]);
  expect(session.ended).toBe(false);
  expect(session.viewer).toBeNull();
});

test("without the server the session is not marked as ended", async () => {
  server.hasNetwork = false;

  await session.check();

  expect(session.ended).toBe(false);
});

test("an account that signed in in another tab is shown", async () => {
  server.on("Viewer", { viewer: someViewer({ id: "v2" }) });

  await session.check();

  expect(session.viewer?.id).toBe("v2");
});

test("a blocked account gets the reason", async () => {
  session.viewer = null;
  server.on("Login", { refused: "UNAUTHENTICATED", blocked: true, reason: "Спам" });

  await expect(session.signIn("asel@example.kz", "right")).rejects.toMatchObject({ block: { reason: "Спам" } });
});

test("an answer that was asked for before the user signed out does not sign in again", async () => {
  const starts = { viewer: someViewer() as ReturnType<typeof someViewer> | null };
  let answerFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => { answerFirst = resolve; });
  server.on("Logout", { logout: true }).on("Start", async () => {
    const { viewer } = starts;
    if (viewer !== null) await first;
    return { viewer, cities: [], categories: [], labels: [], levels: [] };
  });
  const loading = loadStart();

  starts.viewer = null;
  await session.signOut();
  answerFirst();
  await loading;

  expect(session.viewer).toBeNull();
  expect(server.variablesOf("Start")).toHaveLength(2);
});
