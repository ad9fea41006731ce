import { expect, test } from "vitest";
import { unreadable } from "../../src/drafts/device";
import { outboxStore } from "../../src/drafts/outboxstore";
import { stepStore } from "../../src/outbox/stepstore";
import { PendingPhotos, type PhotoServices } from "../../src/photos/pendingphotos.svelte";
import { photoStore, type StoredPhoto } from "../../src/photos/photostore";
import { FakePhotoStore } from "../photos/fakephotostore";
import { someStep } from "../outbox/somestep";

// This environment has no IndexedDB, as some browsers have none in private windows.

test("a storage that fails says so, and is never empty", async () => {
  expect(await outboxStore.all("a")).toBe(unreadable);
  expect(await outboxStore.get("d1")).toBe(unreadable);
  expect(await stepStore.all("a")).toBe(unreadable);
  expect(await stepStore.get("s1")).toBe(unreadable);
  expect(await photoStore.load("report d1")).toBe(unreadable);
  expect(await stepStore.put(someStep())).toBe(false);
  await stepStore.remove("s1");
  expect(await outboxStore.take("d1")).toBeNull();
});

const picture: StoredPhoto = { name: "a.webp", type: "image/webp", bytes: new ArrayBuffer(4), shot: {} };

/** Photos of a form on a device that cannot read its store for the time being. */
function photosOf(store: FakePhotoStore): PendingPhotos {
  const services = { store, shrink: async (file: File) => file, permittedFix: async () => null, now: () => 0 };
  return new PendingPhotos("form", services as PhotoServices);
}

test("stored photos that could not be read are not overwritten, and come when they can", async () => {
  const store = new FakePhotoStore();
  await store.save("form", [picture]);
  store.isBroken = true;
  const photos = photosOf(store);
  await photos.restored;
  expect(photos.missing.code).toBe("NETWORK");

  await photos.remove(1);
  store.isBroken = false;
  expect(store.stored.get("form")?.length).toBe(1);
  await photos.stored();

  expect(photos.files.map(({ name }) => name)).toEqual(["a.webp"]);
});

test("a form that was given up has no photos, whether they could be read or not", async () => {
  const store = new FakePhotoStore();
  await store.save("form", [picture]);
  store.isBroken = true;
  const photos = photosOf(store);
  await photos.restored;
  store.isBroken = false;

  await photos.clear();

  expect(store.stored.size).toBe(0);
});

test("a step has a copy of its photos while its form mends them", async () => {
  const store = new FakePhotoStore();
  await store.save("form", [picture]);
  const photos = photosOf(store);

  await photos.copyTo("other");

  expect([...store.stored.keys()]).toEqual(["form", "other"]);
});
