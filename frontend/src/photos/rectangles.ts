/** A part of an upright picture; each number is a fraction of its width or height, 0 to 1. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Spot {
  x: number;
  y: number;
}

/** Smaller rectangles come from an accidental touch. */
const leastSide = 0.01;

/** Returns the rectangle between two corners, in any order; null when it is too small to be intended. */
export function between(one: Spot, other: Spot): Rectangle | null {
  const [left, right] = [clamped(Math.min(one.x, other.x)), clamped(Math.max(one.x, other.x))];
  const [top, bottom] = [clamped(Math.min(one.y, other.y)), clamped(Math.max(one.y, other.y))];
  const rectangle = { left, top, width: right - left, height: bottom - top };
  return rectangle.width < leastSide || rectangle.height < leastSide ? null : rectangle;
}

/** Returns the rectangle moved by fractions of the picture, as far as it stays inside. */
export function moved(rectangle: Rectangle, by: Spot): Rectangle {
  const { left, top, width, height } = rectangle;
  return { width, height, left: clamped(left + by.x, 1 - width), top: clamped(top + by.y, 1 - height) };
}

/** Returns the rectangle enlarged by fractions of the picture, as far as it stays inside. */
export function resized(rectangle: Rectangle, by: Spot): Rectangle {
  const { left, top, width, height } = rectangle;
  return {
    left,
    top,
    width: Math.max(leastSide, clamped(width + by.x, 1 - left)),
    height: Math.max(leastSide, clamped(height + by.y, 1 - top)),
  };
}

/** Returns the position of a pointer inside a box, as fractions of its width and height. */
export function positionIn(
  box: { left: number; top: number; width: number; height: number },
  x: number,
  y: number,
): Spot {
  return { x: clamped((x - box.left) / box.width), y: clamped((y - box.top) / box.height) };
}

function clamped(value: number, most = 1): number {
  return Math.min(most, Math.max(0, value));
}
