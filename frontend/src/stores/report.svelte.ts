import { upload, type UploadOptions } from "../api/upload";
import { clearDraft, emptyDraft, loadDraft, saveDraft, type Draft } from "../domain/draft";
import type { Point } from "../domain/point";
import type { ServiceRequest } from "../domain/request";
import { SubmitServiceRequestDocument } from "../gql/documents";
import { PendingPhotos } from "../photos/pendingphotos.svelte";
import { Delivery } from "./delivery.svelte";
import { requests } from "./requests.svelte";

/**
 * The report form with its photos. Its id stays the same until it was sent, so that a retry creates no second request.
 */
class Report {
  draft: Draft = $state(loadDraft(localStorage, ""));
  /** The photos are stored in IndexedDB, because local storage is too small for them. */
  photos: PendingPhotos = $state.raw(photosOf(this.draft));
  /** The place that a photo proposed, while the user has chosen no other. */
  proposed: Point | null = $state.raw(null);
  readonly delivery = new Delivery();

  save(): void {
    saveDraft(localStorage, $state.snapshot(this.draft));
  }

  locate(point: Point, cityId: string): void {
    this.proposed = null;
    this.draft.location = point;
    this.draft.cityId = cityId;
    this.save();
  }

  propose(point: Point, cityId: string): void {
    this.locate(point, cityId);
    this.proposed = point;
  }

  discard(cityId: string): void {
    void this.photos.clear();
    clearDraft(localStorage);
    this.proposed = null;
    this.draft = emptyDraft(cityId);
    this.photos = photosOf(this.draft);
    // Photos are stored under the id of the draft, so the new id must survive a reload.
    this.save();
  }

  /** Sends the report with retries; the server accepts one id once. */
  async send(): Promise<ServiceRequest> {
    return this.delivery.run((options) => this.#sendOnce(options));
  }

  async #sendOnce(options: UploadOptions): Promise<ServiceRequest> {
    const { location, ...rest } = $state.snapshot(this.draft);
    if (location === null) throw new Error("a request without a place cannot be sent");
    const { files, shots } = this.photos;
    const { submitServiceRequest } = await upload(
      SubmitServiceRequestDocument,
      { input: { ...rest, location, photos: files, shots } },
      options,
    );
    requests.put(submitServiceRequest);
    return submitServiceRequest;
  }
}

function photosOf(draft: Draft): PendingPhotos {
  return new PendingPhotos(`report ${draft.id}`);
}

export const report = new Report();
