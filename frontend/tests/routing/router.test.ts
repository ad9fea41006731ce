import { afterEach, expect, test, vi } from "vitest";
import { FakeHistory } from "./fakehistory";

const accountPages = ["signin", "register"] as const;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab that was opened with this link, and the router of its page. */
async function opened(hash: string) {
  const tab = new FakeHistory(hash);
  return { tab, router: await loaded() };
}

async function loaded() {
  vi.resetModules();
  const { router } = await import("../../src/routing/router.svelte");
  router.listen();
  return router;
}

test("the way back of the page never leaves the site", async () => {
  const { tab, router } = await opened("#/request/a");

  router.back("map");
  await tab.settled();

  expect([tab.hasLeft, router.current.page, tab.hashes]).toEqual([false, "map", ["#/request/a", "#/map"]]);
  router.back("map");
  await tab.settled();
  expect(router.current).toMatchObject({ page: "request", id: "a" });
});

test("the way back follows links and typed addresses of the site", async () => {
  const { tab, router } = await opened("#/city?text=яма");
  tab.follow("#/request/a");

  router.back("map");
  await tab.settled();

  expect(router.current).toEqual({ page: "city", id: null, params: { text: "яма" } });
  expect(tab.at).toBe(0);
});

test("a link that is followed is known as one, and the way back is none", async () => {
  const { tab, router } = await opened("#/map?lang=ru");
  expect(router.followed).toBeNull();

  tab.follow("#/map?lang=kk");
  expect(router.followed?.params.lang).toBe("kk");
  const { followed } = router;
  router.go("city");
  await tab.travel(-2);

  expect(router.current.params.lang).toBe("ru");
  expect(router.followed).toBe(followed);
});

test("a link to the page on screen is no entry", async () => {
  const { tab, router } = await opened("#/request/a");
  tab.follow("#/request/a");

  expect(router.hasBefore).toBe(false);
});

test("the place in the history survives a reload", async () => {
  const { tab, router } = await opened("#/city");
  router.go("request", "a");
  const again = await loaded();

  expect(again.hasBefore).toBe(true);
  await tab.travel(-1);
  expect([again.current.page, again.hasBefore]).toEqual(["city", false]);
});

test("what an entry showed is recalled after Back, Forward and a reload, and a new entry has none", async () => {
  const { tab, router } = await opened("#/city");
  let top = 0;
  router.keep("page", () => top);
  top = 4000;
  tab.follow("#/request/a");
  expect(router.recall("page")).toBeUndefined();
  top = 120;
  await tab.travel(-1);
  expect(router.recall("page")).toBe(4000);
  await tab.travel(1);
  expect(router.recall("page")).toBe(120);

  tab.leavePage();
  const again = await loaded();

  expect(again.recall("page")).toBe(120);
  await tab.travel(-1);
  expect(again.recall("page")).toBe(120);
});

test("Back closes what was opened over a page, and so does its own button", async () => {
  const { tab, router } = await opened("#/request/a");
  router.open({ photo: "p1" });
  router.adjust({ photo: "p2" });
  await tab.travel(-1);
  expect([router.current.params, tab.at]).toEqual([{}, 0]);

  router.open({ photo: "p1" });
  router.close("photo");
  await tab.settled();

  expect([router.current.params, tab.at, tab.hashes]).toEqual([{}, 0, ["#/request/a", "#/request/a?photo=p1"]]);
});

test("closing what a link had opened stays on the page", async () => {
  const { tab, router } = await opened("#/request/a?photo=p1");

  router.close("photo");
  router.close("photo");
  await tab.settled();

  expect([tab.hasLeft, tab.hashes]).toEqual([false, ["#/request/a"]]);
});

test("a sent report leaves no form behind", async () => {
  const { tab, router } = await opened("#/map");
  router.go("report", null, { at: "12/43/76" });

  await router.finish(["report", ...accountPages], "request", "a");
  expect(tab.hashes).toEqual(["#/map", "#/request/a"]);
  await tab.travel(-1);

  expect(router.current.page).toBe("map");
});

test("a report that was sent after a sign-in leaves neither form nor sign-in page behind", async () => {
  const { tab, router } = await opened("#/map");
  router.go("report");
  router.go("signin", null, { next: "report" });
  router.go("register", null, { next: "report" });

  await router.finish(accountPages, "report");
  expect([router.current.page, tab.at]).toEqual(["report", 1]);
  await router.finish(["report", ...accountPages], "request", "a");
  await tab.travel(-1);

  expect([router.current.page, tab.at]).toEqual(["map", 0]);
});

test("a form that a link had opened is replaced by what was sent", async () => {
  const { tab, router } = await opened("#/report");

  await router.finish(["report"], "request", "a");

  expect([tab.hashes, router.hasBefore]).toEqual([["#/request/a"], false]);
});

test("a closed form returns to the map it was opened from", async () => {
  const { tab, router } = await opened("#/city");
  router.go("map");
  router.go("report");

  await router.finish(["report"], "map");

  expect([router.current.page, tab.at]).toEqual(["map", 1]);
  await tab.travel(-1);
  expect(router.current.page).toBe("city");
});

/** Keeps a tab from travelling until it is let go. */
function busy(tab: FakeHistory): () => Promise<void> {
  let free = () => {};
  tab.isFree = new Promise((resolve) => (free = resolve));
  return async () => {
    free();
    await vi.advanceTimersByTimeAsync(10);
  };
}

test("a browser that travels late shows what was sent, and not the form again", async () => {
  const { tab, router } = await opened("#/city");
  router.go("map");
  router.go("report");
  router.go("signin", null, { next: "report" });
  vi.useFakeTimers();
  const travels = busy(tab);

  const finished = router.finish(["report", ...accountPages], "request", "a");
  await vi.advanceTimersByTimeAsync(5_000);
  await finished;
  expect(router.current).toMatchObject({ page: "request", id: "a" });
  await travels();

  expect(router.current).toMatchObject({ page: "request", id: "a" });
  expect([tab.entry().hash, tab.at]).toEqual(["#/request/a", 2]);
});

test("a page that was opened before the browser travels is not replaced later", async () => {
  const { tab, router } = await opened("#/map");
  router.go("report");
  router.go("signin", null, { next: "report" });
  vi.useFakeTimers();
  busy(tab);

  const finished = router.finish(["report", ...accountPages], "request", "a");
  await vi.advanceTimersByTimeAsync(5_000);
  await finished;
  router.go("city");
  tab.isFree = Promise.resolve();
  const back = tab.travel(-2);
  await vi.advanceTimersByTimeAsync(10);
  await back;

  expect([router.current.page, tab.at]).toEqual(["report", 1]);
});

test("closing twice before the browser has gone back goes back once", async () => {
  const { tab, router } = await opened("#/city");
  router.go("request", "a");
  router.open({ photo: "p1" });

  router.close("photo");
  router.close("photo");
  await tab.settled();

  expect([router.current.page, router.current.params, tab.at]).toEqual(["request", {}, 1]);
  router.open({ photo: "p2" });
  router.close("photo");
  await tab.settled();
  expect(tab.at).toBe(1);
});
