import { Chart } from '../chart.js';
import { formatChange, formatPrice } from '../format.js';
import { byId, make, setText } from './element.js';

/** How many symbols it shows at most. */
const mostSymbols = 12;

/** The newest price of each symbol, how it changed, and its course. */
export class PricesTable {
  #body = byId('prices');
  #rows = new Map();

  constructor() {
    const empty = make('td', 'Nothing yet');
    empty.colSpan = 4;
    empty.className = 'empty';
    this.#body.replaceChildren(make('tr', empty));
  }

  /** @param {{ prices: Record<string, number>, timestamp: number }[]} quotes oldest first */
  show(quotes) {
    const [before, now] = [quotes.at(-2), quotes.at(-1)];
    if (now === undefined) return;
    const symbols = Object.keys(now.prices).slice(0, mostSymbols);
    if (symbols.join() !== [...this.#rows.keys()].join()) this.#makeRows(symbols);
    for (const symbol of symbols) {
      const points = quotes
        .filter(({ prices }) => symbol in prices)
        .map(({ timestamp, prices }) => ({ timestamp, value: prices[symbol] }));
      const change = now.prices[symbol] - (before?.prices[symbol] ?? now.prices[symbol]);
      const row = this.#rows.get(symbol);
      setText(row.price, formatPrice(now.prices[symbol]));
      setText(row.change, formatChange(change));
      row.change.dataset.goes = change > 0 ? 'up' : change < 0 ? 'down' : '';
      const values = points.map(({ value }) => value);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      row.chart.draw(points, low, high > low ? high : low + 1);
      row.svg.setAttribute('aria-label', `from ${formatPrice(low)} to ${formatPrice(high)}`);
    }
  }

  #makeRows(symbols) {
    this.#rows = new Map(symbols.map((symbol) => [symbol, makeRow(symbol)]));
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ element }) => element));
  }
}

function makeRow(symbol) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 120 100', preserveAspectRatio: 'none', role: 'img' })) {
    svg.setAttribute(name, value);
  }
  const [price, change] = [make('td'), make('td')];
  change.className = 'change';
  return {
    element: make('tr', make('td', symbol), price, change, make('td', svg)),
    price,
    change,
    svg,
    chart: new Chart(svg),
  };
}
