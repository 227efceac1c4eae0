import { windowSeconds } from './samples.js';

/** Between samples that are further apart than this, in seconds, the line is broken: nobody knows what was there. */
const gapSeconds = 5;
/** The height of a chart in its own units; its width is `windowSeconds`. The style sheet stretches both. */
const height = 100;

/** A line over the last minutes, and the area below it, in an `<svg viewBox="0 0 120 100">`. */
export class Chart {
  #area = path('area');
  #line = path('line');

  /** @param {SVGSVGElement} svg an empty one */
  constructor(svg) {
    svg.replaceChildren(this.#area, this.#line);
  }

  /**
   * Draws. The newest point is at the right edge.
   *
   * @param {{ timestamp: number, value: number }[]} points oldest first; `timestamp` in Unix seconds
   * @param {number} bottom the value at the lower edge
   * @param {number} top the value at the upper edge, above `bottom`
   */
  draw(points, bottom, top) {
    const left = (points.at(-1)?.timestamp ?? 0) - windowSeconds;
    const runs = runsOf(points).map((run) =>
      run.map(({ timestamp, value }) => [
        timestamp - left,
        Math.round(height * 10 * (1 - (value - bottom) / (top - bottom))) / 10,
      ]),
    );
    const lines = runs.map((run) => `M${run.join('L')}`);
    // A point alone has no length, and would not be seen.
    this.#line.setAttribute('d', lines.map((line, i) => (runs[i].length === 1 ? `${line}h.01` : line)).join(''));
    this.#area.setAttribute('d', lines.map((line, i) => `${line}V${height}H${runs[i][0][0]}Z`).join(''));
  }
}

function runsOf(points) {
  const runs = [];
  let before = -Infinity;
  for (const point of points) {
    if (point.timestamp - before > gapSeconds) runs.push([]);
    runs.at(-1).push(point);
    before = point.timestamp;
  }
  return runs;
}

function path(name) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  element.setAttribute('class', name);
  return element;
}

/**
 * The smallest round number that is not below any of the values: 1, 2 or 5 times a power of ten.
 *
 * @param {number[]} values
 * @param {number} least what it is at least: 1, 2 or 5 times a power of ten
 */
export function roundTop(values, least) {
  let top = least;
  const most = Math.max(...values);
  // 1 → 2 → 5 → 10
  for (let step = 0; top < most; step++) top *= step % 3 === 1 ? 2.5 : 2;
  return top;
}
