// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { locale } from "../../../src/i18n/locale.svelte";
import ReceiptScreen from "../../../src/screens/public/ReceiptScreen.svelte";
import { FakeServer } from "../../fakeserver";
import { fillCatalogue } from "../catalogue";
import { MountedScreen } from "../mountedscreen";

const receipt = "ALM-000123-9F3A-7KQ2-X0BD-M4TE";
const genuine = {
  valid: true, number: "ALM-000123", submittedAt: "2026-01-15T20:00:00Z",
  serviceRequest: { id: "r1", city: { id: "almaty" } },
  proof: { intact: true, links: 4, redacted: 0, firstBroken: null },
};
let server: FakeServer;
let screen: MountedScreen;

beforeEach(async () => {
  server = new FakeServer();
  fillCatalogue();
  await locale.choose("en");
  screen = new MountedScreen(ReceiptScreen);
});
afterEach(() => screen.close());

function hold(text: string): void {
  screen.type("receipt-text", text);
  screen.press("receipt-submit");
}

test("a genuine receipt shows the time of submission in the city's zone and links to the request", async () => {
  server.on("VerifyReceipt", { verifyReceipt: genuine });
  hold(` ${receipt} `);

  const verdict = await screen.waitFor("receipt-verdict");
  expect(server.variablesOf("VerifyReceipt")).toEqual([{ receipt }]);
  expect(verdict.dataset.valid).toBe("true");
  expect(verdict.textContent).toContain("ALM-000123 was submitted on 16 Jan 2026, and the submission is unchanged.");
  expect(screen.get("receipt-proof").textContent).toBe("The timeline is intact: all 4 entries are genuine.");
  expect(screen.get("receipt-open").getAttribute("href")).toContain("#/request/r1");
});

test("a genuine receipt of a request with altered later events shows both", async () => {
  const proof = { intact: false, links: 4, redacted: 0, firstBroken: { version: 3 } };
  server.on("VerifyReceipt", { verifyReceipt: { ...genuine, proof } });
  hold(receipt);

  expect((await screen.waitFor("receipt-verdict")).dataset.valid).toBe("true");
  expect(screen.get("receipt-proof").textContent).toBe("The timeline has been altered. The first broken entry: 3.");
});

test("the receipt of another request is refused", async () => {
  server.on("VerifyReceipt", { verifyReceipt: { ...genuine, valid: false } });
  hold(receipt);

  const verdict = await screen.waitFor("receipt-verdict");
  expect(verdict.dataset.valid).toBe("false");
  expect(verdict.textContent).toContain("not the receipt of that request");
});

test("an unknown number is named", async () => {
  server.on("VerifyReceipt", {
    verifyReceipt: { valid: false, number: "ALM-000123", submittedAt: null, serviceRequest: null, proof: null },
  });
  hold(receipt);

  expect((await screen.waitFor("receipt-verdict")).textContent).toContain("There is no request ALM-000123.");
  expect(screen.has("receipt-open")).toBe(false);
});

test("an incomplete receipt shows at its field and stays typed", async () => {
  server.on("VerifyReceipt", { refused: "INVALID_INPUT", field: "receipt" });
  hold("ALM-000123");

  await screen.waitFor("receipt-text-error");
  expect(screen.has("receipt-failure")).toBe(false);
  expect((screen.get("receipt-text") as HTMLInputElement).value).toBe("ALM-000123");
});

test("the result of an earlier receipt disappears when a later check fails", async () => {
  server.on("VerifyReceipt", { verifyReceipt: genuine });
  hold(receipt);
  await screen.waitFor("receipt-verdict");
  server.hasNetwork = false;
  hold("ALM-000124-9F3A-7KQ2-X0BD-M4TE");

  await screen.waitFor("receipt-failure");
  expect(screen.has("receipt-verdict")).toBe(false);
});
