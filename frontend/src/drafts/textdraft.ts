import { session } from "../stores/account/session.svelte";
import { drafts } from "./browserdrafts";

/** An unsent text of the viewer, such as the reason of a decision. */
export interface TextDraft {
  readonly text: string;
  save(text: string): void;
  clear(): void;
}

/** Returns the stored text of this purpose; it belongs to the account that is signed in now. */
export function textDraft(purpose: string): TextDraft {
  const owner = session.viewer?.id ?? null;
  const stored = drafts.read(owner, purpose);
  return {
    text: typeof stored === "string" ? stored : "",
    save: (text) => (text === "" ? drafts.remove(owner, purpose) : drafts.write(owner, purpose, text)),
    clear: () => drafts.remove(owner, purpose),
  };
}
