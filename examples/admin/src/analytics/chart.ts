/** A value of a chart, and what it is the value of. */
export interface Point {
  label: string;
  value: number;
}

/** Charts are drawn in these units and stretched to the room there is; their texts are HTML, which is not stretched. */
export const size = { width: 600, height: 160 } as const;

/** The value at the top of a chart: a round number, so that the scale does not change with every visitor. */
export function scaleTop(points: readonly Point[]): number {
  const max = Math.max(1, ...points.map(({ value }) => value));
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 2, 5, 10].find((step) => step * power >= max) ?? 10;
  return Math.max(5, step * power);
}

/** Where a value is from above, in units of the drawing. */
export function yOf(value: number, top: number): number {
  return round(size.height * (1 - value / top));
}

/** Where point `i` of `count` is from the left, the last one at the right edge. */
export function xOf(i: number, count: number): number {
  return count < 2 ? size.width : round((size.width * i) / (count - 1));
}

/** Few digits: what does not differ to the eye is not sent. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
