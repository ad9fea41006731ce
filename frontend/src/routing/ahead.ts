import { loads } from "./loads";
import { panels } from "./panels";
import type { Page } from "./route";

/** What the browser knows of the network; not every browser has it. */
interface Connection {
  saveData?: boolean;
  effectiveType?: string;
}

/** The screens that most users open next: the network may be gone by then. */
const next: readonly Page[] = ["request", "mine", "city", "signin"];
/** After the map has shown itself, in milliseconds. */
const restMilliseconds = 2_000;

/** Whether the network is good enough to fetch what may never be opened. Without a word of the browser it is. */
export function isGood({ saveData = false, effectiveType = "4g" }: Connection): boolean {
  return !saveData && effectiveType === "4g";
}

/**
 * Fetches, once the page is idle, the form of a report, which a citizen who stands before a problem opens next, and
 * what shows a report that waits: the network may be gone when it is needed. On a good network it fetches the screens
 * that most users open next as well.
 */
export function fetchAhead(connection: Connection = browserConnection()): void {
  setTimeout(() => void fetchOneByOne(isGood(connection)), restMilliseconds);
}

async function fetchOneByOne(isGoodNetwork: boolean): Promise<void> {
  const screens = [...next.map((page) => loads[page]), panels.spot];
  for (const fetchOne of [panels.report, panels.pending, ...(isGoodNetwork ? screens : [])]) {
    await idle();
    // What fails here is fetched again when it is opened.
    await fetchOne().catch(() => undefined);
  }
}

function browserConnection(): Connection {
  return (navigator as Navigator & { connection?: Connection }).connection ?? {};
}

function idle(): Promise<void> {
  if (!("requestIdleCallback" in globalThis)) return Promise.resolve();
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: restMilliseconds }));
}
