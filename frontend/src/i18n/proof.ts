import type { ProofFieldsFragment } from "../gql/documents";
import type { Words } from "./words";

export type Proof = ProofFieldsFragment;

/** What verifying told, in plain words. */
export function proofText(proof: Proof, words: Words["receipt"]): string {
  if (!proof.intact) {
    const at = proof.firstBroken === null ? "" : words.brokenAt(proof.firstBroken.version);
    return [words.broken, at].filter(Boolean).join(" ");
  }
  return [words.intact(proof.links), proof.redacted > 0 ? words.redacted(proof.redacted) : ""].filter(Boolean).join(" ");
}
