import { upload, type Journey } from "../api/upload";
import { clearDraft, emptyDraft, loadDraft, saveDraft, type Draft } from "../domain/draft";
import type { Point } from "../domain/point";
import type { ServiceRequest } from "../domain/request";
import { SubmitServiceRequestDocument } from "../gql/documents";
import { Tray } from "../photos/tray.svelte";
import { Delivery } from "./delivery.svelte";
import { requests } from "./requests.svelte";

/** The form a citizen is filling in. Its id stays the same until it has been sent. */
class Report {
  draft: Draft = $state(loadDraft(localStorage, ""));
  /** Its photos, kept apart from the words: there is no room for them beside those. */
  tray: Tray = $state.raw(trayOf(this.draft));
  /** The place that a photo named, while it is the one chosen. */
  proposed: Point | null = $state.raw(null);
  readonly delivery = new Delivery();

  keep(): void {
    saveDraft(localStorage, $state.snapshot(this.draft));
  }

  locate(point: Point, cityId: string): void {
    this.proposed = null;
    this.draft.location = point;
    this.draft.cityId = cityId;
    this.keep();
  }

  propose(point: Point, cityId: string): void {
    this.locate(point, cityId);
    this.proposed = point;
  }

  discard(cityId: string): void {
    void this.tray.clear();
    clearDraft(localStorage);
    this.proposed = null;
    this.draft = emptyDraft(cityId);
    this.tray = trayOf(this.draft);
    // A photo taken before the first word is kept under this id: it must be found again after a reload.
    this.keep();
  }

  /** Sends it, again and again if only the network is at fault: the server takes one id once. */
  async send(): Promise<ServiceRequest> {
    return this.delivery.run((journey) => this.#sendOnce(journey));
  }

  async #sendOnce(journey: Journey): Promise<ServiceRequest> {
    const { location, ...rest } = $state.snapshot(this.draft);
    if (location === null) throw new Error("a request without a place cannot be sent");
    const { files: photos, shots } = this.tray;
    const { submitServiceRequest } = await upload(SubmitServiceRequestDocument, { input: { ...rest, location, photos, shots } }, journey);
    requests.put(submitServiceRequest);
    return submitServiceRequest;
  }
}

function trayOf(draft: Draft): Tray {
  return new Tray(`report ${draft.id}`);
}

export const report = new Report();
