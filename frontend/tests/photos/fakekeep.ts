import type { Keep, KeptPhoto } from "../../src/photos/keep";

/** A device's storage in memory. */
export class FakeKeep implements Keep {
  readonly kept = new Map<string, KeptPhoto[]>();

  load(key: string): Promise<KeptPhoto[]> {
    return Promise.resolve(this.kept.get(key) ?? []);
  }

  save(key: string, photos: readonly KeptPhoto[]): Promise<void> {
    if (photos.length === 0) this.kept.delete(key);
    else this.kept.set(key, [...photos]);
    return Promise.resolve();
  }
}
