/** Returns where the views of the table that an account has named are stored on the device. */
export function viewsKey(accountId: string): string {
  return `qala.table.views ${accountId}`;
}

/** Deletes the views of an account that was erased. */
export function forgetViews(accountId: string, storage: Storage = localStorage): void {
  try {
    storage.removeItem(viewsKey(accountId));
  } catch {
    // A forbidden storage holds nothing.
  }
}
