import { query } from "../../api/client";
import { Failure } from "../../api/failure";
import { VerifyTimelineDocument } from "../../gql/documents";
import type { Proof } from "../../i18n/proof";

/** Verifies the hash chain of one timeline on request. */
export class TimelineCheck {
  proof: Proof | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  running = $state(false);

  constructor(readonly id: string) {}

  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      this.proof = (await query(VerifyTimelineDocument, { id: this.id })).verifyTimeline;
      this.failure = null;
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      this.failure = reason;
    } finally {
      this.running = false;
    }
  }
}
