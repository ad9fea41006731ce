/** The account whose text it is; null for a visitor who has not signed in. */
export type Owner = string | null;

export interface StoredDraft {
  purpose: string;
  value: unknown;
  savedAt: number;
}

const prefix = "qala.draft ";
const visitor = "visitor";
// Texts of abandoned forms are deleted after two weeks, as their photos are.
const lifetimeMilliseconds = 14 * 24 * 3600_000;
const mostDrafts = 60;

/**
 * Stores unsent texts on the device under the account and the purpose, such as `report <id>` or `COMMENT <request id>`.
 * Its methods never throw: without storage the texts stay in memory, so that forms still work.
 */
export class DraftStore {
  /** The entries that the storage did not take. */
  readonly #unstored = new Map<string, string>();

  constructor(
    private readonly storage: Storage,
    private readonly now: () => number = () => Date.now(),
  ) {}

  read(owner: Owner, purpose: string): unknown {
    return this.#entry(keyOf(owner, purpose))?.value ?? null;
  }

  write(owner: Owner, purpose: string, value: unknown): void {
    const [key, text] = [keyOf(owner, purpose), JSON.stringify({ savedAt: this.now(), value })];
    this.#clean(key);
    try {
      this.storage.setItem(key, text);
      this.#unstored.delete(key);
    } catch {
      this.#unstored.set(key, text);
    }
  }

  remove(owner: Owner, purpose: string): void {
    this.#delete(keyOf(owner, purpose));
  }

  /** Returns the drafts of the account whose purpose begins so, the newest first. */
  list(owner: Owner, purposePrefix: string): StoredDraft[] {
    const own = keyOf(owner, "");
    return this.#keys()
      .filter((key) => key.startsWith(own + purposePrefix))
      .flatMap((key) => {
        const entry = this.#entry(key);
        return entry === null ? [] : [{ purpose: key.slice(own.length), ...entry }];
      })
      .sort((one, other) => other.savedAt - one.savedAt);
  }

  /** Deletes all drafts of an account that was erased. */
  forget(owner: Owner): void {
    this.list(owner, "").forEach(({ purpose }) => this.remove(owner, purpose));
  }

  #keys(): string[] {
    const stored = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    const ours = stored.filter((key) => key !== null).filter((key) => key.startsWith(prefix));
    return [...new Set([...ours, ...this.#unstored.keys()])];
  }

  #entry(key: string): { value: unknown; savedAt: number } | null {
    try {
      const found: unknown = JSON.parse(this.#unstored.get(key) ?? this.storage.getItem(key) ?? "null");
      if (typeof found !== "object" || found === null || !("savedAt" in found) || !("value" in found)) return null;
      const { savedAt, value } = found;
      if (typeof savedAt !== "number" || this.now() - savedAt > lifetimeMilliseconds) return null;
      return { savedAt, value };
    } catch {
      return null;
    }
  }

  /** Deletes what has expired or cannot be read, and the oldest drafts of a device that has too many. */
  #clean(kept: string): void {
    const others = this.#keys().filter((key) => key !== kept);
    const ages = others.map((key) => ({ key, savedAt: this.#entry(key)?.savedAt ?? null }));
    const living = ages.filter((one) => one.savedAt !== null).sort((one, other) => other.savedAt! - one.savedAt!);
    const surplus = living.slice(mostDrafts - 1);
    [...ages.filter(({ savedAt }) => savedAt === null), ...surplus].forEach(({ key }) => this.#delete(key));
  }

  #delete(key: string): void {
    this.#unstored.delete(key);
    try {
      this.storage.removeItem(key);
    } catch {
      // A forbidden storage holds nothing.
    }
  }
}

function keyOf(owner: Owner, purpose: string): string {
  return `${prefix}${owner ?? visitor} ${purpose}`;
}
