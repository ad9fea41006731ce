import type { Component } from "svelte";
import type { Page } from "./route";

type Screen = Component<{ id: string; token: string }>;
type Load = () => Promise<{ default: Screen }>;

// Adapts a screen without properties: it gets id and token, too, and ignores them.
function plain(load: () => Promise<{ default: Component<Record<string, never>> }>): Load {
  return async () => ({ default: (await load()).default as unknown as Screen });
}

const map = plain(() => import("../screens/MapScreen.svelte"));

/** Imports each screen when it is first opened, so that the map loads without the panels of the Akimat. */
const loads: Record<Page, Load> = {
  map,
  report: map,
  request: () => import("../screens/RequestScreen.svelte"),
  mine: plain(() => import("../screens/MineScreen.svelte")),
  city: plain(() => import("../screens/CityScreen.svelte")),
  wall: plain(() => import("../screens/WallScreen.svelte")),
  signin: plain(() => import("../screens/SignInScreen.svelte")),
  register: plain(() => import("../screens/RegisterScreen.svelte")),
  verify: () => import("../screens/VerifyScreen.svelte"),
  notifications: plain(() => import("../screens/NotificationsScreen.svelte")),
  preferences: plain(() => import("../screens/PreferencesScreen.svelte")),
  board: plain(() => import("../screens/BoardScreen.svelte")),
  forgot: plain(() => import("../screens/ForgotScreen.svelte")),
  reset: () => import("../screens/ResetScreen.svelte"),
  account: plain(() => import("../screens/AccountScreen.svelte")),
  "change-email": () => import("../screens/ChangeEmailScreen.svelte"),
  people: plain(() => import("../screens/PeopleScreen.svelte")),
  policies: plain(() => import("../screens/PoliciesScreen.svelte")),
  receipt: plain(() => import("../screens/ReceiptScreen.svelte")),
  unknown: plain(() => import("../screens/UnknownScreen.svelte")),
};

/** The loaded screens, and the one that failed to load. */
class Screens {
  /** The page whose screen could not be loaded. */
  failed: Page | null = $state(null);
  #arrived: Partial<Record<Page, Screen>> = $state.raw({});

  get(page: Page): Screen | null {
    return this.#arrived[page] ?? null;
  }

  async open(page: Page): Promise<void> {
    this.failed = null;
    if (this.#arrived[page] !== undefined) return;
    try {
      const arrived = await loads[page]();
      this.#arrived = { ...this.#arrived, [page]: arrived.default };
    } catch (reason) {
      console.warn(`the page ${page} could not be loaded`, reason);
      this.failed = page;
    }
  }

  /**
   * Loads a failed screen again, or reloads the page: some browsers cache a failed import, and a new release has other
   * files.
   */
  async tryAgain(page: Page): Promise<void> {
    await this.open(page);
    if (this.failed === page && navigator.onLine) location.reload();
  }

  fetchAhead(pages: readonly Page[]): void {
    // A screen that fails here is loaded again when it is opened.
    for (const page of pages) loads[page]().catch(() => undefined);
  }
}

export const screens = new Screens();
