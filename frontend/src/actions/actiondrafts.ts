import type { DraftStore, Owner } from "../drafts/draftstore";
import { emptyValues, textsOf, type ActionValues, type PanelAction } from "./form";

/** What was typed into the form of an action. */
export interface ActionDraft {
  action: PanelAction;
  values: ActionValues;
}

/** The unsent forms of the actions on one request, stored under the account. */
export class ActionDrafts {
  constructor(
    private readonly store: DraftStore,
    readonly owner: Owner,
    readonly requestId: string,
  ) {}

  read(action: PanelAction): ActionValues | null {
    return valuesIn(this.store.read(this.owner, this.#purpose(action)));
  }

  /** Stores the form; an untouched one is deleted. */
  write(action: PanelAction, values: ActionValues): void {
    if (JSON.stringify(values) === JSON.stringify(emptyValues())) this.remove(action);
    else this.store.write(this.owner, this.#purpose(action), values);
  }

  remove(action: PanelAction): void {
    this.store.remove(this.owner, this.#purpose(action));
  }

  /** Returns the stored forms, the newest first. */
  all(): ActionDraft[] {
    const begin = this.#purpose("");
    return this.store.list(this.owner, begin).flatMap(({ purpose, value }) => {
      const values = valuesIn(value);
      return values === null ? [] : [{ action: purpose.slice(begin.length) as PanelAction, values }];
    });
  }

  /** Returns the key under which the photos of the form are stored. */
  photosKey(action: PanelAction): string {
    return `${this.owner ?? "visitor"} ${action} ${this.requestId}`;
  }

  #purpose(action: PanelAction | ""): string {
    return `action ${this.requestId} ${action}`;
  }
}

/** Returns the stored forms whose action is no longer permitted and that have a text: another user was faster. */
export function overtaken(drafts: readonly ActionDraft[], permitted: readonly string[]): ActionDraft[] {
  return drafts.filter(({ action, values }) => !permitted.includes(action) && textsOf(values).length > 0);
}

function valuesIn(value: unknown): ActionValues | null {
  if (typeof value !== "object" || value === null) return null;
  const stored = value as Record<string, unknown>;
  const empty = emptyValues() as unknown as Record<string, unknown>;
  const known = Object.entries(empty).map(([name, blank]) => [
    name, typeof stored[name] === typeof blank ? stored[name] : blank,
  ]);
  return Object.fromEntries(known) as ActionValues;
}
