import type { Attachment } from "svelte/attachments";
import { router } from "./router.svelte";

// A list that is loaded again over a slow network has its height only then.
const longestMilliseconds = 15_000;
const inputs = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

interface Place {
  top: number;
  /** The link that had the focus: the card that was opened. */
  href: string | null;
}

/** Keeps the scroll position and the focused link of an element for each entry of the history. */
export function keepPlace(name: string, element: HTMLElement): () => void {
  return router.keep(name, (): Place => ({ top: element.scrollTop, href: focusedLink(element) }));
}

/** Keeps the place of an element that has its own scroll bar and is mounted with its screen. */
export function keepsPlace(name: string): Attachment<HTMLElement> {
  return (element) => {
    const stops = [keepPlace(name, element), returnToPlace(name, element)];
    return () => stops.forEach((stop) => stop());
  };
}

/**
 * Scrolls to where the entry was left, as soon as the content is long enough, or to the top of a new page. Ends when
 * the user moves; returns the function that ends it.
 */
export function returnToPlace(name: string, element: HTMLElement): () => void {
  const { top = 0, href = null } = (router.recall(name) ?? {}) as Partial<Place>;
  element.scrollTop = top;
  if (top === 0 && href === null) return () => {};
  const until = performance.now() + longestMilliseconds;
  let hasArrived = false;
  let frame = 0;
  const stop = () => {
    cancelAnimationFrame(frame);
    inputs.forEach((input) => removeEventListener(input, stop, true));
  };
  const step = (now: number) => {
    if (!hasArrived) element.scrollTop = top;
    hasArrived ||= Math.abs(element.scrollTop - top) <= 1;
    if ((hasArrived && focusLink(element, href)) || now > until) return stop();
    frame = requestAnimationFrame(step);
  };
  inputs.forEach((input) => addEventListener(input, stop, true));
  frame = requestAnimationFrame(step);
  return stop;
}

function focusedLink(element: HTMLElement): string | null {
  const focused = document.activeElement;
  return focused !== null && element.contains(focused) ? focused.getAttribute("href") : null;
}

function focusLink(element: HTMLElement, href: string | null): boolean {
  if (href === null) return true;
  const link = [...element.querySelectorAll("a")].find((one) => one.getAttribute("href") === href);
  link?.focus({ preventScroll: true });
  return link !== undefined;
}
