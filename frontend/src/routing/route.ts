/** The pages, by their names in the address bar. */
export const pages = [
  "map",
  "report",
  "request",
  "mine",
  "city",
  "signin",
  "register",
  "verify",
  "notifications",
  "preferences",
  "board",
  "forgot",
  "reset",
  "account",
  "change-email",
  "people",
  "policies",
  "receipt",
] as const;
export type Page = (typeof pages)[number];

// Emails and users also write these names.
const aliases: Readonly<Record<string, Page>> = { login: "signin" };

export interface Route {
  page: Page;
  id: string | null;
  params: Readonly<Record<string, string>>;
}

/** Returns the route in the fragment of an address; an unknown page becomes the map. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", id = ""] = path.split("/");
  const params = Object.fromEntries(new URLSearchParams(search));
  const page = isPage(name) ? name : (aliases[name] ?? "map");
  return { page, id: page === "request" && id !== "" ? safelyDecoded(id) : null, params };
}

/** Returns the fragment of a route, without empty parameters. */
export function formatRoute(route: Route): string {
  const path = route.id === null ? route.page : `${route.page}/${encodeURIComponent(route.id)}`;
  const kept = Object.entries(route.params).filter(([, value]) => value !== "");
  const search = new URLSearchParams(kept).toString();
  return search === "" ? `#/${path}` : `#/${path}?${search}`;
}

function isPage(name: string): name is Page {
  return (pages as readonly string[]).includes(name);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
