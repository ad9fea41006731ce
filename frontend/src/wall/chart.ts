/** A line of the chart; its values stand for the days of the chart, in order. */
export interface Series {
  name: string;
  /** The class that gives its colour and its dashes. */
  look: "received" | "done" | "breached";
  values: readonly number[];
}

/** Where the chart is drawn inside its box, in pixels. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const steps = [1, 2, 5] as const;

/**
 * Returns whole numbers for the vertical axis, from 0 to the first round number that is not below `most`, in at most
 * `count` steps.
 */
export function ticksTo(most: number, count: number): number[] {
  const step = stepFor(Math.max(1, most) / count);
  const last = Math.ceil(Math.max(1, most) / step);
  return Array.from({ length: last + 1 }, (_, number) => number * step);
}

/** Returns the smallest of 1, 2, 5, 10, 20, 50 ... that is not below `least`. */
function stepFor(least: number): number {
  for (let power = 1; ; power *= 10) {
    const found = steps.find((step) => step * power >= least);
    if (found !== undefined) return found * power;
  }
}

/** Returns the horizontal place of a day. */
export function placeOfDay(index: number, count: number, { left, right }: Frame): number {
  return count < 2 ? (left + right) / 2 : left + ((right - left) * index) / (count - 1);
}

/** Returns the vertical place of a value; `top` is that of `most`. */
export function placeOfValue(value: number, most: number, { top, bottom }: Frame): number {
  return bottom - ((bottom - top) * value) / most;
}

/** Returns the path of a line through all values, in the words of SVG. */
export function pathOf(values: readonly number[], most: number, frame: Frame): string {
  const points = values.map((value, index) => {
    const x = placeOfDay(index, values.length, frame);
    return `${x.toFixed(1)} ${placeOfValue(value, most, frame).toFixed(1)}`;
  });
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

/** Returns the index of the day nearest to a horizontal place. */
export function dayAt(x: number, count: number, { left, right }: Frame): number {
  const share = right > left ? (x - left) / (right - left) : 0;
  return Math.min(count - 1, Math.max(0, Math.round(share * (count - 1))));
}

/** Returns which days get a label, counted back from the last, so that labels of `width` pixels do not touch. */
export function labelledDays(count: number, width: number, { left, right }: Frame): number[] {
  const distance = count < 2 ? Infinity : (right - left) / (count - 1);
  const every = Math.max(1, Math.ceil(width / distance));
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0);
}
