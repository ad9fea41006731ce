import type { Owner } from "./draftstore";

const storageKey = "qala.account";

/**
 * Returns the account that was signed in when the page was last open and has not signed out since. Its drafts are shown
 * until the server has answered who is signed in.
 */
export function rememberedAccount(storage: Storage = localStorage): Owner {
  return storage.getItem(storageKey);
}

export function rememberAccount(owner: Owner, storage: Storage = localStorage): void {
  try {
    if (owner === null) storage.removeItem(storageKey);
    else storage.setItem(storageKey, owner);
  } catch {
    // Without storage no draft is stored either.
  }
}

/** Calls back when another tab of this device has signed out; with the account that has left. */
export function onSignedOutElsewhere(listener: (owner: string) => void): () => void {
  const read = ({ key, oldValue, newValue }: StorageEvent) => {
    if (key === storageKey && oldValue !== null && newValue !== oldValue) listener(oldValue);
  };
  addEventListener("storage", read);
  return () => removeEventListener("storage", read);
}
