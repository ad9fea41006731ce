import { tell } from "../api/client";
import { clearDraft, emptyDraft, loadDraft, saveDraft, type Draft } from "../domain/draft";
import type { Point } from "../domain/point";
import type { ServiceRequest } from "../domain/request";
import { SubmitServiceRequestDocument } from "../gql/documents";
import { requests } from "./requests.svelte";

/** The form a citizen is filling in. Its id stays the same until it has been sent. */
class Report {
  draft: Draft = $state(loadDraft(localStorage, ""));

  keep(): void {
    saveDraft(localStorage, $state.snapshot(this.draft));
  }

  locate(point: Point, cityId: string): void {
    this.draft.location = point;
    this.draft.cityId = cityId;
    this.keep();
  }

  discard(cityId: string): void {
    clearDraft(localStorage);
    this.draft = emptyDraft(cityId);
  }

  async send(): Promise<ServiceRequest> {
    const { location, ...rest } = $state.snapshot(this.draft);
    if (location === null) throw new Error("a request without a place cannot be sent");
    const { submitServiceRequest } = await tell(SubmitServiceRequestDocument, { input: { ...rest, location } });
    requests.put(submitServiceRequest);
    return submitServiceRequest;
  }
}

export const report = new Report();
