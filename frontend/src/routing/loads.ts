import type { Component } from "svelte";
import { withTexts } from "./latetexts";
import type { Page } from "./route";

export type Screen = Component<{ id: string; token: string }>;
type Load = () => Promise<{ default: Screen }>;

// Adapts a screen without properties: it gets id and token, too, and ignores them.
function plain(load: () => Promise<{ default: Component<Record<string, never>> }>): Load {
  return async () => ({ default: (await load()).default as unknown as Screen });
}

const map = plain(() => import("../screens/public/MapScreen.svelte"));

/** Imports each screen when it is first opened, so that the map loads without the panels of the Akimat. */
export const loads: Record<Page, Load> = {
  map,
  report: map,
  request: () => import("../screens/public/RequestScreen.svelte"),
  mine: plain(() => import("../screens/citizen/MineScreen.svelte")),
  city: plain(() => import("../screens/public/CityScreen.svelte")),
  wall: plain(withTexts("officers", () => import("../screens/akimat/WallScreen.svelte"))),
  signin: plain(() => import("../screens/account/SignInScreen.svelte")),
  register: plain(withTexts("account", () => import("../screens/account/RegisterScreen.svelte"))),
  verify: withTexts("account", () => import("../screens/account/VerifyScreen.svelte")),
  notifications: plain(() => import("../screens/account/NotificationsScreen.svelte")),
  preferences: plain(() => import("../screens/account/PreferencesScreen.svelte")),
  areas: plain(withTexts("account", () => import("../screens/account/AreasScreen.svelte"))),
  board: plain(() => import("../screens/public/BoardScreen.svelte")),
  forgot: plain(withTexts("account", () => import("../screens/account/ForgotScreen.svelte"))),
  reset: withTexts("account", () => import("../screens/account/ResetScreen.svelte")),
  account: plain(withTexts("account", () => import("../screens/account/AccountScreen.svelte"))),
  "change-email": withTexts("account", () => import("../screens/account/ChangeEmailScreen.svelte")),
  people: plain(withTexts("officers", () => import("../screens/akimat/PeopleScreen.svelte"))),
  policies: plain(withTexts("officers", () => import("../screens/akimat/PoliciesScreen.svelte"))),
  executors: plain(withTexts("officers", () => import("../screens/akimat/ExecutorsScreen.svelte"))),
  rules: plain(withTexts("officers", () => import("../screens/akimat/RulesScreen.svelte"))),
  receipt: plain(() => import("../screens/public/ReceiptScreen.svelte")),
  outbox: plain(() => import("../screens/citizen/OutboxScreen.svelte")),
  unknown: plain(() => import("../screens/public/UnknownScreen.svelte")),
};
