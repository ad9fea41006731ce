import { Failure } from "../api/failure";
import type { Point } from "../domain/point";
import { unreadable } from "../drafts/device";
import { photoStore, type PhotoStore, type StoredPhoto } from "./photostore";
import { maxPhotos } from "./limits";
import { preparePhoto, type PhotoRejection, type Shrink } from "./preparephoto";
import { placePermission, readFix } from "./position";
import { isJustTaken, pointOf, shotOf, type Fix, type Shot, type Source } from "./shot";

interface Picture {
  id: number;
  file: File;
  /** A `blob:` URL of the preview. */
  url: string;
  shot: Shot;
}

interface RejectedFile {
  name: string;
  why: PhotoRejection | "tooMany" | "twice";
}

/** The functions of the browser that pending photos use; tests pass their own. */
export interface PhotoServices {
  store: PhotoStore;
  shrink: Shrink;
  /** Returns the position of the device if the permission was already granted, without a prompt. */
  permittedFix(): Promise<Fix | null>;
  now(): number;
}

const browserServices: PhotoServices = {
  store: photoStore,
  // They come with the field of a form: the first screen has none.
  shrink: async (...given) => (await import("./shrink")).shrink(...given),
  permittedFix: async () => ((await placePermission()) === "granted" ? readFix() : null),
  now: () => Date.now(),
};

/** The chosen photos of one form until they are sent. They are stored under the form's key and survive a reload. */
export class PendingPhotos {
  pictures: readonly Picture[] = $state.raw([]);
  /** The number of photos that are being reduced. */
  preparing = $state(0);
  /** The files that were not added, with the reasons. */
  rejected: readonly RejectedFile[] = $state.raw([]);
  readonly restored: Promise<void>;
  /** The device could not read what it holds: that is not overwritten until it can. */
  isUnread = false;
  #nextId = 0;
  #closed = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(
    public key: string,
    private readonly services: PhotoServices = browserServices,
  ) {
    this.restored = this.#restore();
  }

  get files(): File[] {
    return this.pictures.map(({ file }) => file);
  }

  get shots(): Shot[] {
    return this.pictures.map(({ shot }) => shot);
  }

  get room(): number {
    return Math.max(0, maxPhotos - this.pictures.length - this.preparing);
  }

  /** The place of the first photo that has one; null when none has. */
  get place(): Point | null {
    return this.pictures.map(({ shot }) => pointOf(shot)).find((point) => point !== null) ?? null;
  }

  /** Why photos are missing: the device has lost them, or it may read them at another attempt. */
  get missing(): Failure {
    return this.isUnread
      ? new Failure("NETWORK", "the device cannot read its photos at present")
      : new Failure("PHOTOS_LOST", "the device has lost photos", "photos");
  }

  /** Adds files one after another: a cheap phone has no memory for five decoded photos at once. */
  async add(files: readonly File[], source: Source): Promise<void> {
    await this.restored;
    const taken = files.slice(0, this.room);
    this.rejected = files.slice(this.room).map(({ name }) => ({ name, why: "tooMany" }));
    this.preparing += taken.length;
    // The position is requested first, while the user is still where the photo was taken.
    const fix = source === "camera" ? this.services.permittedFix() : Promise.resolve(null);
    for (const file of taken) {
      try {
        await this.#take(file, source, fix);
      } finally {
        this.preparing -= 1;
      }
      // Stored after each photo, because the browser may crash before the last one.
      await this.#save();
    }
  }

  async remove(id: number): Promise<void> {
    const gone = this.pictures.find((picture) => picture.id === id);
    if (gone !== undefined) URL.revokeObjectURL(gone.url);
    this.pictures = this.pictures.filter((picture) => picture.id !== id);
    this.rejected = [];
    await this.#save();
  }

  /** Adds the position to photos without one that were taken since then: the permission was granted after the shot. */
  async addPlace(fix: Fix, justTakenSince: number): Promise<void> {
    this.pictures = this.pictures.map((picture) => {
      const { shot } = picture;
      const fresh = shot.takenAt != null && Date.parse(shot.takenAt) >= justTakenSince;
      return pointOf(shot) === null && fresh ? { ...picture, shot: { ...fix, ...shot } } : picture;
    });
    await this.#save();
  }

  async clear(): Promise<void> {
    this.close();
    this.isUnread = false;
    this.pictures = [];
    this.rejected = [];
    await this.#save();
  }

  /** Stores the photos under another key: the form has got another id. */
  async rename(key: string, options: { keepOld?: boolean } = {}): Promise<void> {
    await this.stored();
    const old = this.key;
    this.key = key;
    await this.#save();
    if (!options.keepOld) await this.forget(old);
  }

  /** Stores the photos under another key as well. */
  async copyTo(key: string): Promise<void> {
    await this.stored();
    await this.services.store.save(key, await storedOf(this.pictures));
  }

  /** Deletes what is stored under another key, from which the photos were renamed. */
  async forget(key: string): Promise<void> {
    if (key !== this.key && !this.isUnread) await this.services.store.save(key, []);
  }

  /** Resolves when the photos are stored; reads them again if they could not be read before. */
  async stored(): Promise<void> {
    await this.restored;
    if (this.isUnread) await this.#restore();
    await this.#saving;
  }

  /** Shows the previews again after `close`. */
  reopen(): void {
    this.#closed = false;
    this.pictures = this.pictures.map((picture) => ({ ...picture, url: URL.createObjectURL(picture.file) }));
  }

  /** Releases the previews; the stored photos remain. */
  close(): void {
    this.#closed = true;
    this.pictures.forEach(({ url }) => URL.revokeObjectURL(url));
  }

  async #take(file: File, source: Source, fix: Promise<Fix | null>): Promise<void> {
    const now = this.services.now();
    const bytes = await file.arrayBuffer();
    const { readExif } = await import("./exif");
    const exif = readExif(bytes);
    const small = await preparePhoto(file, bytes, this.services.shrink);
    if (typeof small === "string") return this.#reject(file.name, small);
    if (await this.#holds(small)) return this.#reject(file.name, "twice");
    const justTaken = isJustTaken(source, exif, file.lastModified, now);
    this.#put(small, shotOf(exif, justTaken, await fix, now));
  }

  // The server refuses the same file twice in one action.
  async #holds(file: File): Promise<boolean> {
    const alike = this.pictures.filter((picture) => picture.file.size === file.size);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const held = await Promise.all(alike.map(async (picture) => new Uint8Array(await picture.file.arrayBuffer())));
    return held.some((one) => one.every((byte, index) => byte === bytes[index]));
  }

  #reject(name: string, why: RejectedFile["why"]): void {
    this.rejected = [...this.rejected, { name, why }];
  }

  #put(file: File, shot: Shot): void {
    if (this.#closed) return;
    this.pictures = [...this.pictures, { id: (this.#nextId += 1), file, url: URL.createObjectURL(file), shot }];
  }

  async #restore(): Promise<void> {
    const stored = await this.services.store.load(this.key);
    this.isUnread = stored === unreadable;
    if (stored === unreadable) return;
    stored.forEach(({ bytes, name, type, shot }) => this.#put(new File([bytes], name, { type }), shot));
  }

  // Saves one after another, so that an older list never overwrites a newer one.
  #save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      if (this.isUnread && !this.#closed) await this.#restore();
      if (this.isUnread) return;
      await this.services.store.save(this.key, await storedOf(this.pictures));
    });
    return this.#saving;
  }
}

function storedOf(pictures: readonly Picture[]): Promise<StoredPhoto[]> {
  return Promise.all(
    pictures.map(async ({ file, shot }) => ({
      name: file.name, type: file.type, bytes: await file.arrayBuffer(), shot,
    })),
  );
}
