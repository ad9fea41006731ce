import { unreadable, type Unreadable } from "../../src/drafts/device";
import type { PhotoStore, StoredPhoto } from "../../src/photos/photostore";

/** A photo store in memory. */
export class FakePhotoStore implements PhotoStore {
  readonly stored = new Map<string, StoredPhoto[]>();
  /** What a browser does whose storage has failed. */
  isBroken = false;

  load(key: string): Promise<StoredPhoto[] | Unreadable> {
    return Promise.resolve(this.isBroken ? unreadable : (this.stored.get(key) ?? []));
  }

  save(key: string, photos: readonly StoredPhoto[]): Promise<void> {
    if (this.isBroken) return Promise.resolve();
    if (photos.length === 0) this.stored.delete(key);
    else this.stored.set(key, [...photos]);
    return Promise.resolve();
  }
}
