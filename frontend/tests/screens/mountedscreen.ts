import { flushSync, mount, unmount, type Component } from "svelte";
import { expect, vi } from "vitest";
import ToastStack from "../../src/toasts/ToastStack.svelte";
import { toasts } from "../../src/toasts/toasts.svelte";

/** A mounted screen whose elements are found by their test ids. */
export class MountedScreen {
  readonly #root = document.createElement("div");
  readonly #mounted: Record<string, unknown>;
  readonly #notices: Record<string, unknown>;

  constructor(component: Component<never>, props: Record<string, unknown> = {}) {
    document.body.append(this.#root);
    this.#mounted = mount(component as Component<Record<string, unknown>>, { target: this.#root, props });
    this.#notices = mount(ToastStack, { target: this.#root });
    flushSync();
  }

  async close(): Promise<void> {
    toasts.shown.forEach((one) => toasts.end(one, "closed"));
    await Promise.all([unmount(this.#mounted), unmount(this.#notices)]);
    this.#root.remove();
  }

  all(testid: string): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
  }

  get(testid: string): HTMLElement {
    const found = this.all(testid)[0];
    if (found === undefined) throw new Error(`nothing here is ${testid}`);
    return found;
  }

  has(testid: string): boolean {
    return this.all(testid).length > 0;
  }

  async waitFor(testid: string): Promise<HTMLElement> {
    await vi.waitFor(() => expect(this.has(testid), testid).toBe(true));
    return this.get(testid);
  }

  type(testid: string, text: string): void {
    const field = this.get(testid) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  }

  press(testid: string): void {
    this.get(testid).click();
    flushSync();
  }

  isDisabled(testid: string): boolean {
    return (this.get(testid) as HTMLButtonElement).disabled;
  }
}
