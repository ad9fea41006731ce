// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import AccountScreen from "../../../src/screens/account/AccountScreen.svelte";
import ChangeEmailScreen from "../../../src/screens/account/ChangeEmailScreen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer, settled } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "../akimat/people";

const phone =
  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const open = (id: string, current: boolean) => ({
  id,
  createdAt: "2026-11-20T07:00:00Z",
  lastUsedAt: null,
  userAgent: phone,
  current,
});

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
  fillCatalogue();
  session.viewer = someViewer();
  server.on("OwnSessions", { sessions: [open("s2", false), open("s1", true)] });
});
afterEach(() => screen.close());

test("name and language are saved", async () => {
  server.on("UpdateProfile", { updateProfile: someViewer({ fullName: "Асель Жанова" }) });
  screen = new MountedScreen(AccountScreen);

  screen.type("profile-name", "Асель Жанова ");
  screen.press("profile-save");

  await screen.waitFor("profile-saved");
  expect(server.variablesOf("UpdateProfile")).toEqual([
    { input: { name: "Асель Жанова", givenName: "Асель", locale: "RU", cityId: "almaty" } },
  ]);
  expect(session.viewer?.fullName).toBe("Асель Жанова");
});

test("only a citizen may choose another city", () => {
  session.viewer = someViewer({ role: "EXECUTOR" });
  screen = new MountedScreen(AccountScreen);

  expect(screen.has("profile-city")).toBe(false);
});

test("the session of this device is first and cannot be ended here", async () => {
  screen = new MountedScreen(AccountScreen);

  await screen.waitFor("session");
  expect(screen.all("session").map(({ dataset }) => dataset.current)).toEqual(["true", "false"]);
  expect(screen.all("session-end")).toHaveLength(1);
  expect(screen.all("session")[1]?.textContent).toContain("Chrome, Android");
});

test("another session is ended", async () => {
  server.on("EndSession", () => {
    server.on("OwnSessions", { sessions: [open("s1", true)] });
    return { endSession: true };
  });
  screen = new MountedScreen(AccountScreen);
  await screen.waitFor("session-end");

  screen.press("session-end");

  await expect.poll(() => screen.all("session").length).toBe(1);
  expect(server.variablesOf("EndSession")).toEqual([{ id: "s2" }]);
});

test("a wrong present password shows at its field; a right one ends the other sessions", async () => {
  server.on("ChangePassword", { refused: "INVALID_INPUT", field: "oldPassword" });
  screen = new MountedScreen(AccountScreen);
  screen.type("change-old", "wrong");
  screen.type("change-new", "a long enough one");
  screen.press("change-submit");
  await screen.waitFor("change-old-error");

  server.on("ChangePassword", { changePassword: 3 });
  screen.press("change-submit");

  expect((await screen.waitFor("change-done")).textContent).toContain("3");
});

test("a change of address requires the password and waits for its link", async () => {
  server.on("RequestEmailChange", { requestEmailChange: true });
  screen = new MountedScreen(AccountScreen);

  screen.type("address-email", "new@example.kz");
  screen.type("address-password", "secret words");
  screen.press("address-submit");

  expect((await screen.waitFor("address-sent")).textContent).toContain("new@example.kz");
  expect(session.viewer?.email).toBe("asel@example.kz");
});

test("the link for an unconfirmed address can be sent again", async () => {
  session.viewer = someViewer({ emailVerified: false });
  server.on("ResendVerification", { resendVerification: true });
  screen = new MountedScreen(AccountScreen);

  screen.press("resend-verification");

  await expect.poll(() => screen.get("resent").textContent).not.toBe("");
});

test("the link of a new address is used by a button, never by opening the page", async () => {
  server.on("ChangeEmail", { changeEmail: true }).on("Viewer", { viewer: someViewer({ email: "new@example.kz" }) });
  screen = new MountedScreen(ChangeEmailScreen, { token: "t1" });
  await settled();
  expect(server.received).toEqual([]);

  screen.press("change-email-confirm");

  await screen.waitFor("change-email-done");
  await vi.waitFor(() => expect(session.viewer?.email).toBe("new@example.kz"));
});

test("without a session the link of a new address requires the password", async () => {
  session.viewer = null;
  server.on("ChangeEmail", ({ password }) =>
    password === "right" ? { changeEmail: true } : { refused: "INVALID_INPUT", field: "password" },
  );
  screen = new MountedScreen(ChangeEmailScreen, { token: "t1" });

  screen.press("change-email-confirm");
  await screen.waitFor("change-email-password");
  expect(screen.has("change-email-password-error")).toBe(false);
  screen.type("change-email-password", "wrong");
  screen.press("change-email-confirm");
  await screen.waitFor("change-email-password-error");
  screen.type("change-email-password", "right");
  screen.press("change-email-confirm");

  await screen.waitFor("change-email-done");
});

test("a used link of a new address shows an explanation", async () => {
  server.on("ChangeEmail", { refused: "INVALID_INPUT", field: "token" });
  screen = new MountedScreen(ChangeEmailScreen, { token: "old" });

  screen.press("change-email-confirm");

  await screen.waitFor("change-email-closed");
});

test("erasing takes two steps and the password, and ends the session", async () => {
  server.on("EraseMyAccount", ({ password }) =>
    password === "right" ? { eraseMyAccount: true } : { refused: "INVALID_INPUT", field: "password" },
  );
  screen = new MountedScreen(AccountScreen);
  screen.press("erase-begin");
  screen.type("erase-password", "wrong");
  expect(screen.isDisabled("erase-confirm")).toBe(true);
  screen.press("erase-sure");
  screen.press("erase-confirm");
  await screen.waitFor("erase-password-error");

  screen.type("erase-password", "right");
  screen.press("erase-confirm");

  await screen.waitFor("erase-done");
  expect(session.viewer).toBeNull();
  expect(session.ended).toBe(false);
});
