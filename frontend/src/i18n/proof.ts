import type { ProofFieldsFragment } from "../gql/documents";
import type { Translate } from "./translate";

export type Proof = ProofFieldsFragment;

/** The result of verifying a timeline, as a text. */
export function proofText(proof: Proof, t: Translate): string {
  if (!proof.intact) {
    const at = proof.firstBroken === null ? "" : t("receipt-broken-at", { count: proof.firstBroken.version });
    return [t("receipt-broken"), at].filter(Boolean).join(" ");
  }
  const intact = t("receipt-intact", { count: proof.links });
  return proof.redacted > 0 ? `${intact} ${t("receipt-redacted", { count: proof.redacted })}` : intact;
}
