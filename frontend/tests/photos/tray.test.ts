import { expect, test } from "vitest";
import { maxBytes } from "../../src/photos/limits";
import { Tray, type Tools } from "../../src/photos/tray.svelte";
import { FakeKeep } from "./fakekeep";
import { someJpeg } from "./somejpeg";

const now = Date.parse("2026-11-20T09:00:00Z");
const fix = { latitude: 43.2, longitude: 76.9, accuracyMetres: 12 };

function tools(change: Partial<Tools> = {}): Tools & { keep: FakeKeep } {
  return { keep: new FakeKeep(), shrink: async (file) => file, quietFix: async () => null, now: () => now, ...change } as Tools & { keep: FakeKeep };
}

function file(name: string, content: BlobPart = someJpeg(null), type = "image/jpeg"): File {
  return new File([content], name, { type, lastModified: now });
}

test("photos outlive a reload, bytes and all", async () => {
  const given = tools({ quietFix: async () => fix });
  const tray = new Tray("report 1", given);
  await tray.add([file("a.jpg", "first"), file("b.jpg", "second")], "camera");

  const reloaded = new Tray("report 1", given);
  await reloaded.restored;

  expect(await Promise.all(reloaded.files.map((one) => one.text()))).toEqual(["first", "second"]);
  expect(reloaded.files.map(({ name, type }) => [name, type])).toEqual([["a.jpg", "image/jpeg"], ["b.jpg", "image/jpeg"]]);
  expect(reloaded.shots).toEqual(tray.shots);
});

test("another form has another tray", async () => {
  const given = tools();
  await new Tray("report 1", given).add([file("a.jpg")], "gallery");

  const other = new Tray("report 2", given);
  await other.restored;

  expect(other.pictures).toEqual([]);
});

test("a sixth photo is turned away by name", async () => {
  const tray = new Tray("report 1", tools());

  await tray.add(["1", "2", "3", "4", "5", "6"].map((name) => file(name, name)), "gallery");

  expect(tray.files.map(({ name }) => name)).toEqual(["1", "2", "3", "4", "5"]);
  expect(tray.turned).toEqual([{ name: "6", why: "tooMany" }]);
  expect(tray.room).toBe(0);
});

test("what is no picture, or stays too large, is turned away and the rest is taken", async () => {
  const tray = new Tray("report 1", tools());

  await tray.add([file("a.pdf", "x", "application/pdf"), file("huge.heic", new Uint8Array(maxBytes + 1), "image/heic"), file("b.jpg")], "gallery");

  expect(tray.turned).toEqual([{ name: "a.pdf", why: "notPicture" }, { name: "huge.heic", why: "tooLarge" }]);
  expect(tray.files.map(({ name }) => name)).toEqual(["b.jpg"]);
  expect(tray.preparing).toBe(0);
});

test("the place of a shot comes from the file, else from the device for a photo of now", async () => {
  const tray = new Tray("report 1", tools({ quietFix: async () => fix }));

  await tray.add([file("a.jpg", someJpeg({ latitude: [43, 30, 0, "N"], longitude: [76, 30, 0, "E"] }))], "gallery");
  await tray.add([file("b.jpg")], "camera");

  expect(tray.shots).toEqual([{ latitude: 43.5, longitude: 76.5 }, { ...fix, takenAt: new Date(now).toISOString() }]);
  expect(tray.place).toEqual({ latitude: 43.5, longitude: 76.5 });
});

test("a place that was allowed after the shot is added to photos of now alone", async () => {
  const tray = new Tray("report 1", tools());
  await tray.add([file("now.jpg")], "camera");
  await tray.add([file("old.jpg", "old")], "gallery");

  await tray.addPlace(fix, now - 1000);

  expect(tray.shots).toEqual([{ ...fix, takenAt: new Date(now).toISOString() }, {}]);
});

test("a removed photo is not kept either", async () => {
  const given = tools();
  const tray = new Tray("report 1", given);
  await tray.add([file("a.jpg", "first"), file("b.jpg", "second")], "gallery");

  await tray.remove(tray.pictures[0]!.id);

  expect(given.keep.kept.get("report 1")?.map(({ name }) => name)).toEqual(["b.jpg"]);
});

test("what was sent is gone from the device", async () => {
  const given = tools();
  const tray = new Tray("report 1", given);
  await tray.add([file("a.jpg")], "gallery");

  await tray.clear();

  expect(given.keep.kept.size).toBe(0);
});

test("the same file is taken once, whatever it is called", async () => {
  const tray = new Tray("report 1", tools());

  await tray.add([file("a.jpg", "same"), file("b.jpg", "same"), file("c.jpg", "else")], "gallery");

  expect(tray.files.map(({ name }) => name)).toEqual(["a.jpg", "c.jpg"]);
  expect(tray.turned).toEqual([{ name: "b.jpg", why: "twice" }]);
});
