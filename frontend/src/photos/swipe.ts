const leastPixels = 48;

/** Returns the direction of a swipe: +1 to the next, -1 to the previous, 0 when it was not horizontal. */
export function swipeOf(from: { x: number; y: number }, to: { x: number; y: number }): -1 | 0 | 1 {
  const across = to.x - from.x;
  if (Math.abs(across) < leastPixels || Math.abs(across) < 1.5 * Math.abs(to.y - from.y)) return 0;
  return across < 0 ? 1 : -1;
}
