/** Calls back with the inner size of an element and the size of its text, in pixels, now and when they change. */
export function measured(
  changed: (width: number, height: number, em: number) => void,
): (element: HTMLElement) => () => void {
  return (element) => {
    const observer = new ResizeObserver(() => {
      changed(element.clientWidth, element.clientHeight, parseFloat(getComputedStyle(element).fontSize));
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
