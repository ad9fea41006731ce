import { expect, test } from "vitest";
import { maxBytes } from "../../src/photos/limits";
import { PendingPhotos, type PhotoServices } from "../../src/photos/pendingphotos.svelte";
import { FakePhotoStore } from "./fakephotostore";
import { someJpeg } from "./somejpeg";

const now = Date.parse("2026-11-20T09:00:00Z");
const fix = { latitude: 43.2, longitude: 76.9, accuracyMetres: 12 };

function services(change: Partial<PhotoServices> = {}): PhotoServices & { store: FakePhotoStore } {
  return {
    store: new FakePhotoStore(),
    shrink: async (file) => file,
    permittedFix: async () => null,
    now: () => now,
    ...change,
  } as PhotoServices & { store: FakePhotoStore };
}

/** A file that begins as a JPEG; a text makes it differ from others and is appended, as phones append videos. */
function file(name: string, content: BlobPart = "", type = "image/jpeg"): File {
  const parts = typeof content === "string" ? [someJpeg(null), content] : [content];
  return new File(parts, name, { type, lastModified: now });
}

const beginning = new TextDecoder("latin1").decode(someJpeg(null)).length;

test("photos survive a reload with their bytes", async () => {
  const given = services({ permittedFix: async () => fix });
  const pending = new PendingPhotos("report 1", given);
  await pending.add([file("a.jpg", "first"), file("b.jpg", "second")], "camera");

  const reloaded = new PendingPhotos("report 1", given);
  await reloaded.restored;

  const texts = await Promise.all(reloaded.files.map((one) => one.slice(beginning).text()));
  expect(texts).toEqual(["first", "second"]);
  expect(reloaded.files.map(({ name, type }) => [name, type])).toEqual([
    ["a.jpg", "image/jpeg"],
    ["b.jpg", "image/jpeg"],
  ]);
  expect(reloaded.shots).toEqual(pending.shots);
});

test("another form has other photos", async () => {
  const given = services();
  await new PendingPhotos("report 1", given).add([file("a.jpg")], "gallery");

  const other = new PendingPhotos("report 2", given);
  await other.restored;

  expect(other.pictures).toEqual([]);
});

test("a sixth photo is rejected by name", async () => {
  const pending = new PendingPhotos("report 1", services());

  await pending.add(["1", "2", "3", "4", "5", "6"].map((name) => file(name, name)), "gallery");

  expect(pending.files.map(({ name }) => name)).toEqual(["1", "2", "3", "4", "5"]);
  expect(pending.rejected).toEqual([{ name: "6", why: "tooMany" }]);
  expect(pending.room).toBe(0);
});

test("other files and too large photos are rejected, the rest is added", async () => {
  const pending = new PendingPhotos("report 1", services());

  await pending.add(
    [
      new File(["%PDF-1.7"], "a.pdf", { type: "image/jpeg" }),
      file("huge.jpg", "x".repeat(maxBytes)),
      file("b.jpg"),
    ],
    "gallery",
  );

  expect(pending.rejected).toEqual([{ name: "a.pdf", why: "notPicture" }, { name: "huge.jpg", why: "tooLarge" }]);
  expect(pending.files.map(({ name }) => name)).toEqual(["b.jpg"]);
  expect(pending.preparing).toBe(0);
});

test("the place comes from the file, or from the device for a photo that was just taken", async () => {
  const pending = new PendingPhotos("report 1", services({ permittedFix: async () => fix }));

  await pending.add([file("a.jpg", someJpeg({ latitude: [43, 30, 0, "N"], longitude: [76, 30, 0, "E"] }))], "gallery");
  await pending.add([file("b.jpg")], "camera");

  expect(pending.shots).toEqual([
    { latitude: 43.5, longitude: 76.5 },
    { ...fix, takenAt: new Date(now).toISOString() },
  ]);
  expect(pending.place).toEqual({ latitude: 43.5, longitude: 76.5 });
});

test("a position that is permitted later is added only to photos that were just taken", async () => {
  const pending = new PendingPhotos("report 1", services());
  await pending.add([file("now.jpg")], "camera");
  await pending.add([file("old.jpg", "old")], "gallery");

  await pending.addPlace(fix, now - 1000);

  expect(pending.shots).toEqual([{ ...fix, takenAt: new Date(now).toISOString() }, {}]);
});

test("a removed photo is deleted from the store", async () => {
  const given = services();
  const pending = new PendingPhotos("report 1", given);
  await pending.add([file("a.jpg", "first"), file("b.jpg", "second")], "gallery");

  await pending.remove(pending.pictures[0]!.id);

  expect(given.store.stored.get("report 1")?.map(({ name }) => name)).toEqual(["b.jpg"]);
});

test("cleared photos are deleted from the store", async () => {
  const given = services();
  const pending = new PendingPhotos("report 1", given);
  await pending.add([file("a.jpg")], "gallery");

  await pending.clear();

  expect(given.store.stored.size).toBe(0);
});

test("the same file is added once, whatever its name", async () => {
  const pending = new PendingPhotos("report 1", services());

  await pending.add([file("a.jpg", "same"), file("b.jpg", "same"), file("c.jpg", "else")], "gallery");

  expect(pending.files.map(({ name }) => name)).toEqual(["a.jpg", "c.jpg"]);
  expect(pending.rejected).toEqual([{ name: "b.jpg", why: "twice" }]);
});

const heic = new Uint8Array([0, 0, 0, 16, ...bytesOf("ftypheic"), 0, 0, 0, 0, 0, 0, 0, 8, ...bytesOf("free")]);

function bytesOf(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

test("files that the server would refuse are recognised by their bytes before they are sent", async () => {
  const shrink = async (one: File) => (one.name === "ok.jpg" ? one : null);
  const pending = new PendingPhotos("report 1", services({ shrink }));
  const whole = new Uint8Array(someJpeg(null));

  await pending.add(
    [
      file("gif.jpg", new Uint8Array(bytesOf("GIF89a......"))),
      file("IMG_1.jpg", heic),
      file("half.jpg", whole.slice(0, -2)),
      file("ok.jpg", "x"),
      file("unreadable.jpg", "y"),
    ],
    "gallery",
  );

  expect(pending.rejected).toEqual([
    { name: "gif.jpg", why: "gif" },
    { name: "IMG_1.jpg", why: "heic" },
    { name: "half.jpg", why: "broken" },
    { name: "unreadable.jpg", why: "broken" },
  ]);
  expect(pending.files.map(({ name }) => name)).toEqual(["ok.jpg"]);
});

test("a browser that can open HEIC sends it as JPEG", async () => {
  const shrink = async () => file("IMG_1.jpg");
  const pending = new PendingPhotos("report 1", services({ shrink }));

  await pending.add([file("IMG_1.HEIC", heic, "image/heic")], "gallery");

  expect(pending.files.map(({ name }) => name)).toEqual(["IMG_1.jpg"]);
});

test("photos move with a draft that gets another id", async () => {
  const given = services();
  const pending = new PendingPhotos("report 1", given);
  await pending.add([file("a.jpg")], "gallery");

  await pending.rename("report 2");

  expect([...given.store.stored.keys()]).toEqual(["report 2"]);
});
