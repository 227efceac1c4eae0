import { randomWalk, seededRandom } from '../random.ts';
import type { Prices } from './prices.ts';

/** What the shares cost at first, by symbol. */
const openingPrices = { NPL: 42, ACM: 118.5, GLX: 7.25, UMB: 260 };

/** Quotes all shares at once; each call is a step further. */
export type PriceSource = (timestamp: number) => Prices;

/**
 * Prices of shares that do not exist: the same seed gives the same quotes.
 *
 * @param seed an integer; its lower 32 bits count
 * @example
 * ```ts
 * const quote = simulatedPrices(7);
 * quote(1_700_000_000); // { prices: { NPL: …, ACM: …, GLX: …, UMB: … }, timestamp: 1700000000 }
 * ```
 */
export function simulatedPrices(seed: number): PriceSource {
  const random = seededRandom(seed);
  // The logarithm walks, as a price goes up and down by shares of itself, and never to 0.
  const walks = Object.entries(openingPrices).map(
    ([symbol, opening]) => [symbol, randomWalk(random, { home: Math.log(opening), step: 0.004, pull: 0.002 })] as const,
  );
  return (timestamp) => ({
    prices: Object.fromEntries(walks.map(([symbol, next]) => [symbol, Math.round(Math.exp(next()) * 100) / 100])),
    timestamp,
  });
}
