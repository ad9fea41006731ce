import type { Component } from "svelte";
import type { Page } from "./route";

type Screen = Component<{ id: string; token: string }>;
type Load = () => Promise<{ default: Screen }>;

// A screen that needs nothing of the address may be given it all the same.
function plain(load: () => Promise<{ default: Component<Record<string, never>> }>): Load {
  return async () => ({ default: (await load()).default as unknown as Screen });
}

const map = plain(() => import("../screens/MapScreen.svelte"));

/** Each screen comes when it is first opened: whoever looks at the map does not carry the panels of the Akimat. */
const loads: Record<Page, Load> = {
  map,
  report: map,
  request: () => import("../screens/RequestScreen.svelte"),
  mine: plain(() => import("../screens/MineScreen.svelte")),
  city: plain(() => import("../screens/CityScreen.svelte")),
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
};

/** The screens that have come so far. */
class Screens {
  /** The page whose screen did not come. */
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

  /** Some browsers remember that a part could not be fetched, and a new release has other parts: only a reload helps then. */
  async tryAgain(page: Page): Promise<void> {
    await this.open(page);
    if (this.failed === page && navigator.onLine) location.reload();
  }

  fetchAhead(pages: readonly Page[]): void {
    // What does not come now comes, or is told, when it is opened.
    for (const page of pages) loads[page]().catch(() => undefined);
  }
}

export const screens = new Screens();
