/** How much of the past a chart shows, in seconds; one sample is one unit wide. */
export const chartSeconds = 120;

/** What a scale that adapts ends at, at least, in bytes per second. */
const leastTop = 1000;

/** A day in seconds. */
const day = 86_400;

/**
 * The part of a chart's plane that is seen: the last minutes, up to the top of the scale. The plane itself is fixed: a
 * sample's bar stands at its second of the day, as high as its value. So when time goes on, or the scale changes, only
 * the view moves, and no bar that is there already changes (but at midnight, when all are counted from the new day).
 *
 * @param newest when the newest sample was taken, in Unix seconds
 * @param top the value at the upper edge, above 0
 * @returns the `viewBox`
 */
export function viewOf(newest: number, top: number): string {
  return `${(newest % day) - chartSeconds + 0.5} ${-top} ${chartSeconds} ${top}`;
}

/**
 * A sample's bar, as the `d` of a path.
 *
 * @param newest whose day the seconds are counted from; those of the day before are negative
 */
export function barOf(timestamp: number, value: number, newest: number): string {
  return `M${timestamp - newest + (newest % day)} 0V${-value}`;
}

/** The smallest round number, 1, 2 or 5 times a power of ten, that is not below any of the values. */
export function roundTop(values: readonly number[]): number {
  const most = Math.max(leastTop, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5].find((step) => step * power >= most) ?? 10) * power;
}
