/** Notices stand above this bar at the bottom of the screen, however many lines it has. An attachment. */
export function belowNotices(bar: HTMLElement): () => void {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty("--thumb", `${bar.offsetHeight}px`));
  observer.observe(bar);
  return () => {
    observer.disconnect();
    style.removeProperty("--thumb");
  };
}
