// @vitest-environment happy-dom
import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { catalogue } from "../../../src/stores/city/catalogue.svelte";
import { kept } from "../../../src/stores/page/kept.svelte";
import { keepStart } from "../../../src/stores/page/keptstart";
import { session } from "../../../src/stores/account/session.svelte";
import { someViewer } from "../../screens/akimat/people";

let stop: () => void;

beforeEach(() => {
  vi.spyOn(kept, "put").mockReturnValue();
  vi.spyOn(kept, "become").mockResolvedValue();
  catalogue.accept({ cities: [{ id: "almaty" }] as never, categories: [] });
  session.clear();
  session.known = false;
  stop = $effect.root(() => {
    $effect(keepStart);
  });
  flushSync();
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

test("after a sign-in the page is kept for its account without being loaded again", () => {
  session.accept(null);
  flushSync();
  session.accept(someViewer());
  flushSync();

  expect(kept.become).toHaveBeenLastCalledWith("v1");
  expect(kept.put).toHaveBeenLastCalledWith("start", expect.objectContaining({ viewer: someViewer() }));
});

test("the viewer of the last visit is shown, and kept only when the server has named the same one", () => {
  session.assume(someViewer());
  flushSync();
  expect(session.viewer?.id).toBe("v1");
  expect(kept.become).not.toHaveBeenCalled();

  session.accept(someViewer());
  flushSync();

  expect(kept.become).toHaveBeenCalledWith("v1");
});

test("the viewer of the last visit does not replace one that the server has named", () => {
  session.accept(null);

  session.assume(someViewer());

  expect(session.viewer).toBeNull();
});
