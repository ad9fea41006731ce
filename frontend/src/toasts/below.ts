/** Notices stand above this bar at the bottom of the screen, however many lines it has. An attachment. */
export function belowNotices(bar: HTMLElement): () => void {
  return standBelow(bar, 0);
}

/** The same for a button that stands so many pixels above the bottom. */
export function standBelow(bar: HTMLElement, gapPixels: number): () => void {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty("--thumb", `${bar.offsetHeight + gapPixels}px`));
  observer.observe(bar);
  return () => {
    observer.disconnect();
    style.removeProperty("--thumb");
  };
}
