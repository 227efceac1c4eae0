import { Chart, roundTop } from '../chart.js';
import { byId, setText } from './element.js';

/**
 * What a tile shows of a sample.
 *
 * @typedef {{ id: string, name: string, read: (metrics: object) => number, format: (value: number) => string,
 *   top?: number }} Figure `top` is the upper end of the scale, in percent; without one it adapts
 */

/** What an adapting scale ends at, at least. */
const leastTop = 1000;

/** One figure: its current value as a number and a bar, and as a chart over the last minutes. */
export class Tile {
  #figure;
  #now;
  #meter;
  #svg;
  #scale;
  #chart;

  /** @param {Figure} figure */
  constructor(figure) {
    this.#figure = figure;
    const tile = byId(figure.id);
    this.#now = tile.querySelector('.now');
    this.#meter = tile.querySelector('meter');
    this.#svg = tile.querySelector('svg');
    this.#scale = tile.querySelector('.scale');
    this.#chart = new Chart(this.#svg);
    this.show([]);
  }

  /** @param {object[]} samples oldest first */
  show(samples) {
    const { name, read, format, top: fixedTop } = this.#figure;
    const points = samples.map((sample) => ({ timestamp: sample.timestamp, value: read(sample) }));
    const values = points.map(({ value }) => value);
    const top = fixedTop ?? roundTop(values, leastTop);
    this.#chart.draw(points, 0, top);
    setText(this.#scale, fixedTop === undefined ? format(top) : `${top} %`);
    const now = values.at(-1);
    if (now === undefined) {
      this.#svg.setAttribute('aria-label', `${name} over the last 2 minutes: nothing yet`);
      return;
    }
    setText(this.#now, format(now));
    this.#meter.max = top;
    this.#meter.value = now;
    this.#svg.setAttribute(
      'aria-label',
      `${name} over the last 2 minutes: now ${format(now)}, lowest ${format(Math.min(...values))}, ` +
        `highest ${format(Math.max(...values))}`,
    );
  }
}
