// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import ForgotScreen from "../../../src/screens/account/ForgotScreen.svelte";
import ResetScreen from "../../../src/screens/account/ResetScreen.svelte";
import VerifyScreen from "../../../src/screens/account/VerifyScreen.svelte";
import { session } from "../../../src/stores/account/session.svelte";
import { FakeServer } from "../../fakeserver";
import { MountedScreen } from "../mountedscreen";
import { someViewer } from "../akimat/people";

let server: FakeServer;
let screen: MountedScreen;

beforeEach(() => {
  server = new FakeServer();
  session.viewer = null;
});
afterEach(() => screen.close());

test("a forgotten password shows the same text for known and unknown addresses", async () => {
  server.on("RequestPasswordReset", { requestPasswordReset: true });
  screen = new MountedScreen(ForgotScreen);

  screen.type("forgot-email", " asel@example.kz ");
  screen.press("forgot-submit");

  await screen.waitFor("forgot-sent");
  expect(server.variablesOf("RequestPasswordReset")).toEqual([{ email: "asel@example.kz" }]);
});

test("an invalid address shows at its field", async () => {
  server.on("RequestPasswordReset", { refused: "INVALID_INPUT", field: "email" });
  screen = new MountedScreen(ForgotScreen);

  screen.type("forgot-email", "asel");
  screen.press("forgot-submit");

  await screen.waitFor("forgot-email-error");
  expect(screen.has("forgot-failure")).toBe(false);
});

test("a new password signs in", async () => {
  const viewer = someViewer();
  server.on("ResetPassword", { resetPassword: { viewer } }).on("Viewer", { viewer });
  screen = new MountedScreen(ResetScreen, { token: "t1" });

  screen.type("reset-password", "сегіз әріп пе, көп пе");
  screen.press("reset-submit");

  await screen.waitFor("reset-done");
  expect(server.variablesOf("ResetPassword")).toEqual([{ token: "t1", password: "сегіз әріп пе, көп пе" }]);
  expect(session.viewer).toEqual(viewer);
});

test("a used link shows an explanation and offers another", async () => {
  server.on("ResetPassword", { refused: "INVALID_INPUT", field: "token" });
  screen = new MountedScreen(ResetScreen, { token: "old" });

  screen.type("reset-password", "a long enough one");
  screen.press("reset-submit");

  await screen.waitFor("reset-closed");
  expect(screen.get("reset-ask-new").getAttribute("href")).toContain("#/forgot");
});

test("a link without a token is shown as used", () => {
  screen = new MountedScreen(ResetScreen, { token: "" });

  expect(screen.has("reset-closed")).toBe(true);
});

test("a short password is refused at its field, and the link stays valid", async () => {
  server.on("ResetPassword", { refused: "INVALID_INPUT", field: "password", least: 8 });
  screen = new MountedScreen(ResetScreen, { token: "t1" });

  screen.type("reset-password", "short");
  screen.press("reset-submit");

  expect((await screen.waitFor("reset-password-error")).textContent).toContain("8");
  expect(screen.has("reset-closed")).toBe(false);
});

test("with a session of the account the link alone confirms the address", async () => {
  server.on("VerifyEmail", { verifyEmail: { viewer: someViewer() } }).on("Viewer", { viewer: someViewer() });
  screen = new MountedScreen(VerifyScreen, { token: "t1" });

  await screen.waitFor("verify-go-on");
  expect(server.variablesOf("VerifyEmail")).toEqual([{ token: "t1", password: null }]);
});

test("without a session the password is required, and a wrong one may be typed again", async () => {
  const viewer = someViewer();
  const fits = "the right one";
  server
    .on("VerifyEmail", ({ password }) =>
      password === fits ? { verifyEmail: { viewer } } : { refused: "INVALID_INPUT", field: "password" },
    )
    .on("Viewer", { viewer });
  screen = new MountedScreen(VerifyScreen, { token: "t1" });

  await screen.waitFor("verify-password");
  expect(screen.has("verify-password-error")).toBe(false);
  screen.type("verify-password", "a wrong one");
  screen.press("verify-submit");
  await screen.waitFor("verify-password-error");
  screen.type("verify-password", fits);
  screen.press("verify-submit");

  await screen.waitFor("verify-go-on");
});

test("an expired link shows a message", async () => {
  server.on("VerifyEmail", { refused: "INVALID_INPUT", field: "token" });
  screen = new MountedScreen(VerifyScreen, { token: "old" });

  await expect.poll(() => screen.get("verify").dataset.outcome).toBe("failed");
});
