/** The pages, by their names in the address bar. */
export const pages = [
  "map",
  "report",
  "request",
  "mine",
  "city",
  "wall",
  "signin",
  "register",
  "verify",
  "notifications",
  "preferences",
  "areas",
  "board",
  "forgot",
  "reset",
  "account",
  "change-email",
  "people",
  "policies",
  "rules",
  "executors",
  "receipt",
  "outbox",
  "unknown",
] as const;
export type Page = (typeof pages)[number];

// Emails and users also write these names.
const aliases: Readonly<Record<string, Page>> = { login: "signin" };

export interface Route {
  page: Page;
  id: string | null;
  params: Readonly<Record<string, string>>;
}

/** Returns the route in the fragment of an address. A name that is none opens the page that says so. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", id = "", ...more] = path.split("/");
  const params = Object.fromEntries(new URLSearchParams(search));
  const page = pageOf(name);
  const takesId = page === "request";
  if (more.some((part) => part !== "") || (id !== "" && !takesId)) return { page: "unknown", id: null, params };
  return { page, id: takesId && id !== "" ? safelyDecoded(id) : null, params };
}

/** Returns the fragment of a route, without empty parameters. */
export function formatRoute(route: Route): string {
  const path = route.id === null ? route.page : `${route.page}/${encodeURIComponent(route.id)}`;
  const kept = Object.entries(route.params).filter(([, value]) => value !== "");
  const search = new URLSearchParams(kept).toString();
  return search === "" ? `#/${path}` : `#/${path}?${search}`;
}

/**
 * Returns the address of a link that has lost its `#`, such as `/request/0189...`, or of a public page, as this page
 * writes it; null for any other address.
 */
export function mendedAddress(
  { protocol, pathname, search, hash }: Location,
  publicRoute: string | null = null,
): string | null {
  if (!protocol.startsWith("http") || pathname === "/" || pathname === "/index.html") return null;
  if (hash !== "") return `/${hash}`;
  return publicRoute === null ? `/#${pathname}${search}` : `/${publicRoute}`;
}

/** Returns the fragment that this page opens where the server has sent it as a public page, such as `/r/ALM-000241`. */
export function publicRoute(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="qala-route"]')?.content ?? null;
}

/** Returns whether the text can be the id of a request. */
export function isRequestId(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

function pageOf(name: string): Page {
  if (name === "") return "map";
  const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  return alias ?? pages.find((page) => page === name) ?? "unknown";
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
