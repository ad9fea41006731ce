import { backoffMilliseconds, wait } from "../live/backoff";

/** Reloads a page of which a part could not be fetched: some browsers remember that it could not. */
export async function reloadOnline(): Promise<void> {
  if (!navigator.onLine) await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  await wait(backoffMilliseconds(3) + 1_000);
  location.reload();
}
