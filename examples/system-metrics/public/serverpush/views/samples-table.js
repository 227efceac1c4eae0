import { formatPercent, formatRate, formatTime } from '../format.js';
import { byId, make, setText } from './element.js';

/** How many samples it shows. */
const rowCount = 10;

/** The newest samples, newest first. All rows are there from the beginning, so that nothing below them moves. */
export class SamplesTable {
  #rows = Array.from({ length: rowCount }, () => Array.from({ length: 4 }, () => make('td', '–')));

  constructor() {
    byId('samples').replaceChildren(...this.#rows.map((cells) => make('tr', ...cells)));
  }

  /** @param {object[]} samples oldest first */
  show(samples) {
    for (const [i, cells] of this.#rows.entries()) {
      const sample = samples.at(-1 - i);
      const texts =
        sample === undefined
          ? cells.map(() => '–')
          : [
              formatTime(sample.timestamp * 1000),
              formatPercent(sample.cpuUsage),
              formatPercent(sample.memoryUsage),
              formatRate(sample.networkIO),
            ];
      for (const [j, text] of texts.entries()) setText(cells[j], text);
    }
  }
}
