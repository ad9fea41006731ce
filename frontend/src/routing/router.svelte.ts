import { formatRoute, parseRoute, type Page, type Route } from "./route";

// These parameters stay from page to page, so that a copied link opens in the same city and language.
const lasting = ["city", "lang"] as const;

class Router {
  current: Route = $state(parseRoute(location.hash));

  listen(): () => void {
    const read = () => {
      this.current = parseRoute(location.hash);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }

  href(page: Page, id: string | null = null, params: Record<string, string> = {}): string {
    return formatRoute({ page, id, params: { ...this.#lastingParams(), ...params } });
  }

  go(page: Page, id: string | null = null, params: Record<string, string> = {}): void {
    location.hash = this.href(page, id, params);
    // `hashchange` fires later; a call of `adjust` until then must not restore the old page.
    this.current = parseRoute(location.hash);
  }

  /** Changes parameters of the current page without a new entry in the history. */
  adjust(params: Record<string, string>): void {
    const { page, id } = this.current;
    history.replaceState(history.state, "", formatRoute({ page, id, params: { ...this.current.params, ...params } }));
    this.current = parseRoute(location.hash);
  }

  #lastingParams(): Record<string, string> {
    const entries = lasting.map((name) => [name, this.current.params[name] ?? ""] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== ""));
  }
}

export const router = new Router();
