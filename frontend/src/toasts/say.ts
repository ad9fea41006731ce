import { toasts } from "./toasts.svelte";

/** Says that something has been done; the newest word about one thing replaces the one before. */
export function sayDone(testid: string, text: () => string): void {
  toasts.say({ text, testid, key: testid });
}

/** Says that something did not succeed, until its reader closes it. */
export function sayFailed(testid: string, text: () => string): void {
  toasts.say({ text, testid, key: testid, tone: "bad" });
}
