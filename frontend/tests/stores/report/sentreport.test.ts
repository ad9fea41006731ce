// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { sentReport } from "../../../src/stores/report/sentreport.svelte";

afterEach(() => (sentReport.isAwaited = false));

test("who was asked to sign in comes back to the button that sends, once", () => {
  const button = document.createElement("button");
  document.body.append(button);
  const scrolled = vi.spyOn(button, "scrollIntoView").mockImplementation(() => undefined);

  sentReport.comeBack(button, true);
  expect(scrolled).not.toHaveBeenCalled();

  sentReport.isAwaited = true;
  sentReport.comeBack(button, false);
  expect(scrolled).not.toHaveBeenCalled();
  sentReport.comeBack(button, true);
  expect(document.activeElement).toBe(button);
  sentReport.comeBack(button, true);
  expect(scrolled).toHaveBeenCalledTimes(1);
});
