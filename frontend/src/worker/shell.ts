const prefix = "qala-shell-";
/** A slow network is given up for the stored page after this time. */
const patienceMilliseconds = 4_000;

/**
 * The stored page: its files, whose names have hashes, and its HTML as a visitor without a session gets it. The data of
 * an account is never in it, and no answer of `/graphql` or `/photos`.
 */
export class Shell {
  readonly #name: string;

  constructor(
    private readonly shell: { version: string; files: string[] },
    private readonly stores: CacheStorage,
    private readonly load: typeof fetch,
  ) {
    this.#name = prefix + shell.version;
  }

  /** Stores all files; those of an earlier version are not loaded again. Throws when one cannot be had. */
  async install(): Promise<void> {
    const missing: string[] = [];
    const cache = await this.stores.open(this.#name);
    for (const file of this.shell.files) {
      const known = await this.stores.match(file);
      if (known === undefined) missing.push(file);
      else await cache.put(file, known);
    }
    await cache.addAll([...missing, new Request("/", { credentials: "omit", cache: "no-cache" })]);
  }

  /** Whether no page of another version may be open. */
  async isFirst(): Promise<boolean> {
    const names = await this.stores.keys();
    return !names.some((name) => name.startsWith(prefix) && name !== this.#name);
  }

  /** Deletes the versions before the last one: a tab that is still open loads its parts from that. */
  async clean(): Promise<void> {
    const others = (await this.stores.keys()).filter((name) => name.startsWith(prefix) && name !== this.#name);
    await Promise.all(others.slice(0, -1).map((name) => this.stores.delete(name)));
  }

  /** Returns the answer to a request of the page; null where the browser sends it as if there were no worker. */
  answer(request: Request, origin: string, preloaded: Promise<Response | undefined>): Promise<Response> | null {
    const { pathname, origin: asked } = new URL(request.url);
    if (request.method !== "GET" || asked !== origin) return null;
    if (request.mode === "navigate") return pathname === "/" ? this.#page(request, preloaded) : null;
    return this.shell.files.includes(pathname) || pathname.startsWith("/assets/") ? this.#file(request) : null;
  }

  async #file(request: Request): Promise<Response> {
    return (await this.stores.match(request)) ?? this.load(request);
  }

  // The server writes settings into the page, so the stored one is shown only where the server does not answer.
  async #page(request: Request, preloaded: Promise<Response | undefined>): Promise<Response> {
    const stored = await (await this.stores.open(this.#name)).match("/");
    const loaded = preloaded.then((response) => response ?? this.load(request));
    if (stored === undefined) return loaded;
    const given = loaded.then((response) => (response.status >= 500 ? stored : response), () => stored);
    return Promise.race([given, after(patienceMilliseconds).then(() => stored)]);
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
