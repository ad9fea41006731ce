import { draftIn } from "../domain/draft";
import { DraftStore } from "./draftstore";

/** The unsent texts of this device. */
export const drafts = new DraftStore(localStorage);

// The page once kept a single draft of no account under this key.
const singleDraftKey = "qala.draft";

try {
  const draft = draftIn(JSON.parse(localStorage.getItem(singleDraftKey) ?? "null"));
  if (draft !== null) drafts.write(null, `report ${draft.id}`, draft);
  localStorage.removeItem(singleDraftKey);
} catch {
  // It was no draft.
}
