import type { Component } from "svelte";
import { withTexts } from "./officers";
import type { Page } from "./route";

export type Screen = Component<{ id: string; token: string }>;
type Load = () => Promise<{ default: Screen }>;

// Adapts a screen without properties: it gets id and token, too, and ignores them.
function plain(load: () => Promise<{ default: Component<Record<string, never>> }>): Load {
  return async () => ({ default: (await load()).default as unknown as Screen });
}

const map = plain(() => import("../screens/MapScreen.svelte"));

/** Imports each screen when it is first opened, so that the map loads without the panels of the Akimat. */
export const loads: Record<Page, Load> = {
  map,
  report: map,
  request: () => import("../screens/RequestScreen.svelte"),
  mine: plain(() => import("../screens/MineScreen.svelte")),
  city: plain(() => import("../screens/CityScreen.svelte")),
  wall: plain(withTexts(() => import("../screens/WallScreen.svelte"))),
  signin: plain(() => import("../screens/SignInScreen.svelte")),
  register: plain(() => import("../screens/RegisterScreen.svelte")),
  verify: () => import("../screens/VerifyScreen.svelte"),
  notifications: plain(() => import("../screens/NotificationsScreen.svelte")),
  preferences: plain(() => import("../screens/PreferencesScreen.svelte")),
  areas: plain(() => import("../screens/AreasScreen.svelte")),
  board: plain(() => import("../screens/BoardScreen.svelte")),
  forgot: plain(() => import("../screens/ForgotScreen.svelte")),
  reset: () => import("../screens/ResetScreen.svelte"),
  account: plain(() => import("../screens/AccountScreen.svelte")),
  "change-email": () => import("../screens/ChangeEmailScreen.svelte"),
  people: plain(() => import("../screens/PeopleScreen.svelte")),
  policies: plain(() => import("../screens/PoliciesScreen.svelte")),
  executors: plain(withTexts(() => import("../screens/ExecutorsScreen.svelte"))),
  rules: plain(() => import("../screens/RulesScreen.svelte")),
  receipt: plain(() => import("../screens/ReceiptScreen.svelte")),
  outbox: plain(() => import("../screens/OutboxScreen.svelte")),
  unknown: plain(() => import("../screens/UnknownScreen.svelte")),
};
