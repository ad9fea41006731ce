import type { PhotoStore, StoredPhoto } from "../../src/photos/photostore";

/** A photo store in memory. */
export class FakePhotoStore implements PhotoStore {
  readonly stored = new Map<string, StoredPhoto[]>();

  load(key: string): Promise<StoredPhoto[]> {
    return Promise.resolve(this.stored.get(key) ?? []);
  }

  save(key: string, photos: readonly StoredPhoto[]): Promise<void> {
    if (photos.length === 0) this.stored.delete(key);
    else this.stored.set(key, [...photos]);
    return Promise.resolve();
  }
}
