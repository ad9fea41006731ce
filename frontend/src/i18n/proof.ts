import type { ProofFieldsFragment } from "../gql/documents";
import type { Translate } from "./translate";

export type Proof = ProofFieldsFragment;

/** What verifying told, in plain words. */
export function proofText(proof: Proof, t: Translate): string {
  if (!proof.intact) {
    const at = proof.firstBroken === null ? "" : t("receipt-broken-at", { count: proof.firstBroken.version });
    return [t("receipt-broken"), at].filter(Boolean).join(" ");
  }
  return [t("receipt-intact", { count: proof.links }), proof.redacted > 0 ? t("receipt-redacted", { count: proof.redacted }) : ""].filter(Boolean).join(" ");
}
