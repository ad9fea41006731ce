import type { PlainKey } from "../i18n/messages";
import type { Translate } from "../i18n/translate";
import type { Page } from "./route";

interface Facts {
  /** The name of the city on screen; empty until it is known. */
  city: string;
  worksOnRequests: boolean;
  overseesCity: boolean;
}

const keys: Readonly<Record<Page, PlainKey>> = {
  map: "map-label", report: "map-report", request: "request-number", mine: "mine-title", city: "city-public-title",
  wall: "wall-title",
  signin: "account-signin-title", register: "account-register", verify: "account-email",
  notifications: "notifications-title", preferences: "preferences-title", areas: "areas-title", board: "points-board",
  forgot: "page-forgot",
  reset: "page-reset", account: "page-account", "change-email": "page-change-email", people: "people-title",
  policies: "page-policies", rules: "page-rules", executors: "score-title", receipt: "page-receipt",
  outbox: "outbox-page",
  unknown: "link-unknown",
};

// What these pages show is that of one city.
const ofCity: ReadonlySet<Page> = new Set(["map", "city", "wall", "board", "people", "policies", "rules", "executors"]);

/** Returns the name of a page for the title of its tab, with the city where the page is about one. */
export function titleOf(page: Page, { city, worksOnRequests, overseesCity }: Facts, t: Translate): string {
  const name = page === "mine" && worksOnRequests
    ? t("mine-tasks-title")
    : t(page === "city" && overseesCity ? "city-title" : keys[page]);
  return ofCity.has(page) && city !== "" ? `${name} · ${city}` : name;
}
